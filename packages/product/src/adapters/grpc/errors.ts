import { ProductSchema } from "@hexmart/contracts/product/v1/product";
import { RpcError } from "@hexmart/grpc";
import { ProductError, RequestError, UnavailableError } from "#domain/errors.ts";

/** What the domain's errors are on the wire; an error that is not the domain's is left to the server. */
export function toRpcError(error: unknown): RpcError | undefined {
  if (error instanceof UnavailableError) {
    const details = { retryInfo: { retryDelay: { seconds: 1n } } };
    return new RpcError("UNAVAILABLE", error.message, { details, cause: error });
  }
  if (error instanceof RequestError) {
    const fieldViolations = [{ field: "request_id", description: error.message, reason: error.code }];
    return new RpcError("INVALID_ARGUMENT", error.message, {
      details: { badRequest: { fieldViolations } },
      cause: error,
    });
  }
  return error instanceof ProductError ? fromProductError(error) : undefined;
}

// #region statuses
function fromProductError(error: ProductError): RpcError {
  switch (error.code) {
    case "PRODUCT_NOT_FOUND":
      return about("NOT_FOUND", error);
    case "PRODUCT_ALREADY_EXISTS":
      return about("ALREADY_EXISTS", error);
    case "PRODUCT_CHANGED":
      return about("ABORTED", error);
  }
}
// #endregion statuses

function about(code: "NOT_FOUND" | "ALREADY_EXISTS" | "ABORTED", error: ProductError): RpcError {
  const details = { resourceInfo: { resourceType: ProductSchema.typeName, resourceName: error.productId } };
  return new RpcError(code, error.message, { details, cause: error });
}
