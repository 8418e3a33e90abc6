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
