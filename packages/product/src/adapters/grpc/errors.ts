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
  if (!(error instanceof ProductError)) return undefined;
  const details = { resourceInfo: { resourceType: ProductSchema.typeName, resourceName: error.productId } };
  switch (error.code) {
    case "PRODUCT_NOT_FOUND":
      return new RpcError("NOT_FOUND", error.message, { details, cause: error });
    case "PRODUCT_ALREADY_EXISTS":
      return new RpcError("ALREADY_EXISTS", error.message, { details, cause: error });
  }
}
