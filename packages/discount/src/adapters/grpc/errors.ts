import { DiscountSchema } from "@hexmart/contracts/discount/v1/discount";
import { RpcError } from "@hexmart/grpc";
import { DiscountError, UnavailableError } from "#domain/errors.ts";

/** What the domain's errors are on the wire; an error that is not the domain's is left to the server. */
export function toRpcError(error: unknown): RpcError | undefined {
  if (error instanceof UnavailableError) {
    const details = { retryInfo: { retryDelay: { seconds: 1n } } };
    return new RpcError("UNAVAILABLE", error.message, { details, cause: error });
  }
  if (!(error instanceof DiscountError)) return undefined;
  const details = { resourceInfo: { resourceType: DiscountSchema.typeName, resourceName: error.discountCode } };
  switch (error.code) {
    case "DISCOUNT_NOT_FOUND":
      return new RpcError("NOT_FOUND", error.message, { details, cause: error });
  }
}
