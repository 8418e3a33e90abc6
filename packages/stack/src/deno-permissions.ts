/**
 * The least that a service needs on Deno: to listen on its own address, to call the addresses and read the files that it
 * was told of, to read those `folders`, and to keep its state in the folder that it was told of, if any. It may write nothing else, and run nothing.
 * It sees its whole environment, since libraries look for names of their own in there; the stack puts nothing in it but what
 * the service is told. The host's name is what pino asks for when it loads.
 */
export function denoPermissions(
  environment: Readonly<Record<string, string>>,
  folders: readonly string[] = [],
): string[] {
  const variables = Object.entries(environment);
  const state = environment.STATE_DIRECTORY === undefined ? [] : [environment.STATE_DIRECTORY];
  const readable = [
    ...folders,
    ...variables.filter(([name]) => name.endsWith("_FILE")).map(([, file]) => file),
    ...state,
  ];
  return [
    `--allow-net=${[...new Set(variables.flatMap(hostsOf))].join(",")}`,
    ...(readable.length === 0 ? [] : [`--allow-read=${readable.join(",")}`]),
    "--allow-env",
    "--allow-sys=hostname",
    ...(state.length === 0 ? [] : [`--allow-write=${state}`]),
  ];
}

/** The `host:port` that a variable names: an address without its scheme, a URL by its host. */
function hostsOf([name, value]: [string, string]): string[] {
  if (value === "") return [];
  if (name.endsWith("_ADDRESS")) return value.replace(/^(?:dns:\/\/\/|ipv[46]:)/, "").split(",");
  if (name === "CLIENTS") return (JSON.parse(value) as Client[]).flatMap(hostToldOfLogout);
  if (name === "ISSUER" || name.endsWith("_URL") || name === "OTEL_EXPORTER_OTLP_ENDPOINT")
    return [new URL(value).host];
  return [];
}

type Client = { readonly backchannel_logout_uri?: string };

/** Identity tells the clients itself when somebody has logged out. */
function hostToldOfLogout({ backchannel_logout_uri: uri }: Client): string[] {
  return uri === undefined ? [] : [new URL(uri).host];
}
