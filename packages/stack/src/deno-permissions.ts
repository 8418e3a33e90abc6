/**
 * The least that a service needs on Deno: to listen on its own address and call the addresses that it was told. It may
 * read, write and run nothing. It sees its whole environment, since libraries look for names of their own in there; the
 * stack puts nothing in it but what the service is told. The host's name is what pino asks for when it loads.
 */
export function denoPermissions(environment: Readonly<Record<string, string>>): string[] {
  return [
    `--allow-net=${[...new Set(Object.entries(environment).flatMap(hostOf))].join(",")}`,
    "--allow-env",
    "--allow-sys=hostname",
  ];
}

/** The `host:port` that a variable names: an address as it is, a URL by its host. */
function hostOf([name, value]: [string, string]): string[] {
  if (name.endsWith("_ADDRESS")) return [value];
  if (name === "ISSUER" || name.endsWith("_URL")) return [new URL(value).host];
  return [];
}
