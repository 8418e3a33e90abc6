/** One thing that a service may do on Deno: to one host, one file or folder, or of one kind. */
export type Permission = { readonly kind: "net" | "read" | "write" | "env" | "sys"; readonly what?: string };

/**
 * The least that a service needs on Deno: to listen on its own address, to call the addresses and read the files that it
 * was told of, to read those `folders`, and to keep its state in the folder that it was told of, if any. It may write
 * nothing else, and run nothing. It sees its whole environment, since libraries look for names of their own in there; the
 * stack puts nothing in it but what the service is told. The host's name is what pino asks for when it loads.
 */
export function denoPermissions(
  environment: Readonly<Record<string, string>>,
  folders: readonly string[] = [],
): Permission[] {
  const variables = Object.entries(environment);
  const state = environment.STATE_DIRECTORY === undefined ? [] : [environment.STATE_DIRECTORY];
  const files = variables.filter(([name]) => name.endsWith("_FILE")).map(([, file]) => file);
  // #region least
  return [
    ...[...new Set(variables.flatMap(hostsOf))].map((what) => ({ kind: "net" as const, what })),
    ...[...folders, ...files, ...state].map((what) => ({ kind: "read" as const, what })),
    ...state.map((what) => ({ kind: "write" as const, what })),
    { kind: "env" },
    { kind: "sys", what: "hostname" },
  ];
  // #endregion least
}

/** The options of `deno run` that give these permissions, and no other. */
export function denoFlags(permissions: readonly Permission[]): string[] {
  return [...Map.groupBy(permissions, ({ kind }) => kind)].map(([kind, ofKind]) => {
    const named = ofKind.flatMap(({ what }) => what ?? []);
    return named.length === 0 ? `--allow-${kind}` : `--allow-${kind}=${named.join(",")}`;
  });
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
