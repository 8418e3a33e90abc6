import { describe, expect, it } from "@jest/globals";
import {
  chunkReplaced,
  type ProductError,
  type ProductErrorCode,
  productAlreadyExists,
  productChanged,
  productNotFound,
  requestIdReused,
  UnavailableError,
} from "#domain/errors.ts";
import { toRpcError } from "./errors.ts";

const id = "0197f000-0000-7000-8000-000000000001";
const about = { resourceInfo: { resourceType: "hexmart.product.v1.Product", resourceName: id } };

/** Every code of the domain: the compiler misses one that is not here. */
const wire: Record<ProductErrorCode, { error: ProductError; status: string; details: object }> = {
  PRODUCT_NOT_FOUND: { error: productNotFound(id), status: "NOT_FOUND", details: about },
  PRODUCT_ALREADY_EXISTS: { error: productAlreadyExists(id), status: "ALREADY_EXISTS", details: about },
  PRODUCT_CHANGED: { error: productChanged("update", id), status: "ABORTED", details: about },
};

describe("toRpcError()", () => {
  it.each(Object.entries(wire))("knows what %s is on the wire, and names what it is about", (code, expected) => {
    const { error, status, details } = expected;

    expect(error.code).toBe(code);
    expect(toRpcError(error)).toMatchObject({ code: status, message: error.message, cause: error, details });
  });

  it.each([
    ["a create", requestIdReused(id)],
    ["a chunk of a bulk insert", chunkReplaced(id, 3)],
  ])("knows what REQUEST_ID_REUSED of %s is on the wire, and names the field", (_what, error) => {
    expect(toRpcError(error)).toMatchObject({
      code: "INVALID_ARGUMENT",
      message: error.message,
      cause: error,
      details: { badRequest: { fieldViolations: [{ field: "request_id", reason: "REQUEST_ID_REUSED" }] } },
    });
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
