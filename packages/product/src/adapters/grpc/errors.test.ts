import { describe, expect, it } from "@jest/globals";
import { productAlreadyExists, productNotFound, UnavailableError } from "#domain/errors.ts";
import { toRpcError } from "./errors.ts";

const id = "0197f000-0000-7000-8000-000000000001";
const about = { resourceInfo: { resourceType: "hexmart.product.v1.Product", resourceName: id } };

describe("toRpcError()", () => {
  it.each([
    [productNotFound(id), "NOT_FOUND", about],
    [productAlreadyExists(id), "ALREADY_EXISTS", about],
    [new UnavailableError("away"), "UNAVAILABLE", { retryInfo: { retryDelay: { seconds: 1n } } }],
  ])("makes of %s a %s that says more than its message", (error, code, details) => {
    expect(toRpcError(error)).toMatchObject({ code, message: error.message, cause: error, details });
  });

  it("leaves an error that nobody foresaw to the server, which keeps it to itself", () => {
    expect(toRpcError(new TypeError("a bug"))).toBeUndefined();
  });
});
