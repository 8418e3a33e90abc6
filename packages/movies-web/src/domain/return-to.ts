/**
 * Where to go after a login: a path of this site, or "/" for anything that a browser could take for another one. It
 * drops tabs and line ends, and takes a backslash for a slash.
 */
export function safeReturnTo(asked: unknown): string {
  if (typeof asked !== "string" || asked.length > 2_000) return "/";
  return /^\/(?![/\\])[!-[\]-~]*$/.test(asked) ? asked : "/";
}
