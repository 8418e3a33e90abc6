/**
 * The least that a service needs on Deno: to listen on its own address and call the addresses that it was told, to read
 * the repository, and neither to write nor to run anything.
 */
export function denoPermissions(environment: Readonly<Record<string, string>>, root: string): string[] {
  return [
    `--allow-net=${[...new Set(Object.entries(environment).flatMap(hostOf))].join(",")}`,
    "--allow-env",
    `--allow-read=${root}`,
    "--allow-sys=hostname",
  ];
}

/** The `host:port` that a variable names: an address as it is, a URL by its host. */
function hostOf([name, value]: [string, string]): string[] {
  if (name.endsWith("_ADDRESS")) return [value];
  if (name === "ISSUER" || name.endsWith("_URL")) return [new URL(value).host];
  return [];
}
