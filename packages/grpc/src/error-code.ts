/**
 * The `code` of an error, as node:net, OAuth and many libraries give one. Not by `instanceof Error`, which is false for
 * errors of another realm, such as those of Node itself in a test runner's sandbox.
 */
export function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
