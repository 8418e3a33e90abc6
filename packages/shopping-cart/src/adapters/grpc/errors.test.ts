import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import {
  type CartError,
  type CartErrorCode,
  cartAlreadyExists,
  cartNotFound,
  itemNotFound,
  refused,
  UnavailableError,
} from "#domain/errors.ts";
import {
  discountCurrencyMismatch,
  discountExpired,
  discountNotFound,
  discountNotYetValid,
  productNotFound,
  quantityTooLarge,
} from "#domain/refusals.ts";
import { toRpcError } from "./errors.ts";

const phone = "01900000-0000-7000-8000-000000000001";
const item = { productId: phone, color: "Black" };

const about = (type: string, resourceName: string) => ({
  resourceInfo: { resourceType: `hexmart.${type}`, resourceName },
});
const violating = (type: CartErrorCode, subject: string) => ({
  preconditionFailure: { violations: [{ type, subject }] },
});
const mismatch = { productId: phone, code: "EURO", price: money("USD", "1"), amountOff: money("EUR", "1") };

/** Every code of the domain: the compiler misses one that is not here. */
const wire: Record<CartErrorCode, { error: CartError; status: string; details: object }> = {
  CART_NOT_FOUND: {
    error: cartNotFound("alice"),
    status: "NOT_FOUND",
    details: about("shopping_cart.v1.ShoppingCart", "alice"),
  },
  CART_ALREADY_EXISTS: {
    error: cartAlreadyExists("alice"),
    status: "ALREADY_EXISTS",
    details: about("shopping_cart.v1.ShoppingCart", "alice"),
  },
  ITEM_NOT_FOUND: {
    error: itemNotFound("alice", item),
    status: "NOT_FOUND",
    details: about("shopping_cart.v1.Item", `${phone}/Black`),
  },
  PRODUCT_NOT_FOUND: {
    error: refused(productNotFound("alice", phone)),
    status: "NOT_FOUND",
    details: about("product.v1.Product", phone),
  },
  DISCOUNT_NOT_FOUND: {
    error: refused(discountNotFound("alice", "NOPE")),
    status: "NOT_FOUND",
    details: about("discount.v1.Discount", "NOPE"),
  },
  DISCOUNT_EXPIRED: {
    error: refused(discountExpired("alice", "SPRING", new Date(0))),
    status: "FAILED_PRECONDITION",
    details: violating("DISCOUNT_EXPIRED", "SPRING"),
  },
  DISCOUNT_NOT_YET_VALID: {
    error: refused(discountNotYetValid("alice", "SPRING", new Date(0))),
    status: "FAILED_PRECONDITION",
    details: violating("DISCOUNT_NOT_YET_VALID", "SPRING"),
  },
  DISCOUNT_CURRENCY_MISMATCH: {
    error: refused(discountCurrencyMismatch("alice", mismatch)),
    status: "FAILED_PRECONDITION",
    details: violating("DISCOUNT_CURRENCY_MISMATCH", "EURO"),
  },
  QUANTITY_TOO_LARGE: {
    error: refused(quantityTooLarge("alice", item, 1_000_000)),
    status: "FAILED_PRECONDITION",
    details: violating("QUANTITY_TOO_LARGE", `${phone}/Black`),
  },
};

describe("toRpcError()", () => {
  it.each(Object.entries(wire))("knows what %s is on the wire, and names what it is about", (code, expected) => {
    const { error, status, details } = expected;

    expect(error.code).toBe(code);
    expect(toRpcError(error)).toMatchObject({ code: status, message: error.message, cause: error, details });
  });

  it("says when to try again what cannot be reached now", () => {
    const error = new UnavailableError("away");

    expect(toRpcError(error)).toMatchObject({
      code: "UNAVAILABLE",
      message: "away",
      cause: error,
      details: { retryInfo: { retryDelay: { seconds: 1n } } },
    });
  });

  it("leaves an error that nobody foresaw to the server, which keeps it to itself", () => {
    expect(toRpcError(new TypeError("a bug"))).toBeUndefined();
  });
});
