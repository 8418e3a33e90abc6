import { AuthError } from "@hexmart/auth";
import { RpcError } from "@hexmart/grpc";
import { type Dependency, DependencyError } from "#domain/errors.ts";

/** Whose failure it is: a call that never began for want of a token failed at identity, not at who was called. */
export function toDependencyError(dependency: Dependency, error: unknown): DependencyError {
  // The stream of products runs inside the call that adds them: it has said already who failed.
  if (error instanceof DependencyError) return error;
  if (!(error instanceof RpcError)) {
    return new DependencyError(dependency, "UNKNOWN", { message: String(error), cause: error });
  }
  const { code, message, cause } = error;
  return cause instanceof AuthError
    ? new DependencyError("identity", cause.code, { message: cause.message, cause: error })
    : new DependencyError(dependency, code, { message, cause: error });
}
