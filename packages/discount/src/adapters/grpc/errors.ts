import { DiscountSchema } from "@hexmart/contracts/discount/v1/discount";
import { RpcError } from "@hexmart/grpc";
import { DiscountError } from "#domain/errors.ts";

/** What the domain's errors are on the wire; an error that is not the domain's is left to the server. */
export function toRpcError(error: unknown): RpcError | undefined {
  if (!(error instanceof DiscountError)) return undefined;
  switch (error.code) {
    case "DISCOUNT_NOT_FOUND":
      return new RpcError("NOT_FOUND", error.message, {
        details: { resourceInfo: { resourceType: DiscountSchema.typeName, resourceName: error.discountCode } },
        cause: error,
      });
  }
}
