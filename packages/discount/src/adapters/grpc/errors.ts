import { DiscountSchema } from "@hexmart/contracts/discount/v1/discount";
import { RpcError } from "@hexmart/grpc";
import { DiscountError, UnavailableError } from "#domain/errors.ts";

/** What the domain's errors are on the wire; an error that is not the domain's is left to the server. */
export function toRpcError(error: unknown): RpcError | undefined {
  if (error instanceof UnavailableError) {
    const details = { retryInfo: { retryDelay: { seconds: 1n } } };
    return new RpcError("UNAVAILABLE", error.message, { details, cause: error });
  }
  return error instanceof DiscountError ? fromDiscountError(error) : undefined;
}

function fromDiscountError(error: DiscountError): RpcError {
  switch (error.code) {
    case "DISCOUNT_NOT_FOUND":
      return about("NOT_FOUND", error);
    case "DISCOUNT_ALREADY_EXISTS":
      return about("ALREADY_EXISTS", error);
    case "DISCOUNT_CHANGED":
      return about("ABORTED", error);
    case "DISCOUNT_WINDOW_EMPTY":
      return new RpcError("FAILED_PRECONDITION", error.message, {
        details: {
          preconditionFailure: {
            violations: [{ type: error.code, subject: error.discountCode, description: error.message }],
          },
        },
        cause: error,
      });
  }
}

function about(code: "NOT_FOUND" | "ALREADY_EXISTS" | "ABORTED", error: DiscountError): RpcError {
  return new RpcError(code, error.message, {
    details: { resourceInfo: { resourceType: DiscountSchema.typeName, resourceName: error.discountCode } },
    cause: error,
  });
}
