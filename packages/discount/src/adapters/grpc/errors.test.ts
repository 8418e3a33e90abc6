import { describe, expect, it } from "@jest/globals";
import {
  type DiscountError,
  type DiscountErrorCode,
  discountAlreadyExists,
  discountChanged,
  discountNotFound,
  discountWindowEmpty,
  UnavailableError,
} from "#domain/errors.ts";
import { toRpcError } from "./errors.ts";

const [spring, summer] = [new Date("2030-03-20T00:00:00Z"), new Date("2030-06-21T00:00:00Z")];
const about = { resourceInfo: { resourceType: "hexmart.discount.v1.Discount", resourceName: "NOPE" } };

/** Every code of the domain: the compiler misses one that is not here. */
const wire: Record<DiscountErrorCode, { error: DiscountError; status: string; details: object }> = {
  DISCOUNT_NOT_FOUND: { error: discountNotFound("NOPE"), status: "NOT_FOUND", details: about },
  DISCOUNT_ALREADY_EXISTS: { error: discountAlreadyExists("NOPE"), status: "ALREADY_EXISTS", details: about },
  DISCOUNT_CHANGED: { error: discountChanged("update", "NOPE"), status: "ABORTED", details: about },
  DISCOUNT_WINDOW_EMPTY: {
    error: discountWindowEmpty("NOPE", summer, spring),
    status: "FAILED_PRECONDITION",
    details: { preconditionFailure: { violations: [{ type: "DISCOUNT_WINDOW_EMPTY", subject: "NOPE" }] } },
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
