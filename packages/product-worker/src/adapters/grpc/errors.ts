import { AuthError } from "@hexmart/auth";
import { RpcError } from "@hexmart/grpc";
import { DependencyError } from "#domain/errors.ts";

/** Whose failure it is: a call that never began for want of a token failed at identity, not at product. */
export function toDependencyError(error: unknown): DependencyError {
  if (!(error instanceof RpcError))
    return new DependencyError("product", "UNKNOWN", { message: String(error), cause: error });
  const { code, message, cause } = error;
  return cause instanceof AuthError
    ? new DependencyError("identity", cause.code, { message: cause.message, cause: error })
    : new DependencyError("product", code, { message, cause: error });
}
