/** A service that the worker cannot do its work without. */
export type Dependency = "identity" | "product" | "shopping-cart";

/** Another service failed or could not be reached. `code` is in its own words, such as UNAVAILABLE or invalid_client. */
export class DependencyError extends Error {
  override readonly name = "DependencyError";
  readonly dependency: Dependency;
  readonly code: string;

  constructor(dependency: Dependency, code: string, options: { readonly message: string; readonly cause?: unknown }) {
    super(options.message, { cause: options.cause });
    this.dependency = dependency;
    this.code = code;
  }
}

/** Codes by which a service says that it will never take the same request: another try would be refused like this one. */
const REFUSALS: readonly string[] = [
  "NOT_FOUND",
  "FAILED_PRECONDITION",
  "INVALID_ARGUMENT",
  "ALREADY_EXISTS",
  "OUT_OF_RANGE",
];

/** Whether no later try of the run can succeed: its cart is gone, say. Another run looks at the cart anew. */
export function isRefusal(error: unknown): boolean {
  return error instanceof DependencyError && error.dependency !== "identity" && REFUSALS.includes(error.code);
}

/** What somebody can do about a failure that does not pass by itself. */
export function remedyFor(error: unknown): string {
  if (!(error instanceof DependencyError)) return "the whole error is in err";
  const { dependency, code } = error;
  if (isRefusal(error))
    return `another run looks at the cart anew; if it stays so, see ${dependency}'s log for the runId`;
  if (code === "DEADLINE_EXCEEDED") return "if it stays so, raise DEADLINE_MS or lower MAX_PRODUCTS";
  if (code === "UNAVAILABLE" || code === "temporarily_unavailable") {
    return `it goes on by itself as soon as ${dependency} answers: see that it runs, and what it needs`;
  }
  if (code === "UNAUTHENTICATED" || code === "PERMISSION_DENIED" || dependency === "identity") {
    return "compare CLIENT_ID, CLIENT_KEY and the scopes with what identity knows of this client";
  }
  return `see ${dependency}'s log for the runId`;
}
