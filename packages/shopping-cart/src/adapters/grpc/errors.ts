import { DiscountSchema } from "@hexmart/contracts/discount/v1/discount";
import { ProductSchema } from "@hexmart/contracts/product/v1/product";
import { ItemSchema, ShoppingCartSchema } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { RpcError } from "@hexmart/grpc";
import { CartError, UnavailableError } from "#domain/errors.ts";

/** What the domain's errors are on the wire; an error that is not the domain's is left to the server. */
export function toRpcError(error: unknown): RpcError | undefined {
  if (error instanceof CartError) return fromCartError(error);
  // #region unavailable
  if (error instanceof UnavailableError) {
    return new RpcError("UNAVAILABLE", error.message, {
      details: { retryInfo: { retryDelay: { seconds: 1n } } },
      cause: error,
    });
  }
  // #endregion unavailable
  return undefined;
}

function fromCartError(error: CartError): RpcError {
  switch (error.code) {
    case "CART_NOT_FOUND":
      return about("NOT_FOUND", ShoppingCartSchema.typeName, error);
    case "CART_ALREADY_EXISTS":
      return about("ALREADY_EXISTS", ShoppingCartSchema.typeName, error);
    case "ITEM_NOT_FOUND":
      return about("NOT_FOUND", ItemSchema.typeName, error);
    case "PRODUCT_NOT_FOUND":
      return about("NOT_FOUND", ProductSchema.typeName, error);
    case "DISCOUNT_NOT_FOUND":
      return about("NOT_FOUND", DiscountSchema.typeName, error);
    case "QUANTITY_TOO_LARGE":
    case "DISCOUNT_EXPIRED":
    case "DISCOUNT_NOT_YET_VALID":
    case "DISCOUNT_CURRENCY_MISMATCH":
      return new RpcError("FAILED_PRECONDITION", error.message, {
        details: {
          preconditionFailure: {
            violations: [{ type: error.code, subject: error.subject, description: error.message }],
          },
        },
        cause: error,
      });
  }
}

function about(code: "NOT_FOUND" | "ALREADY_EXISTS", resourceType: string, error: CartError): RpcError {
  return new RpcError(code, error.message, {
    details: { resourceInfo: { resourceType, resourceName: error.subject, description: error.message } },
    cause: error,
  });
}
