import { describe, expect, it } from "@jest/globals";
import { discountNotFound, UnavailableError } from "#domain/errors.ts";
import { toRpcError } from "./errors.ts";

const about = { resourceInfo: { resourceType: "hexmart.discount.v1.Discount", resourceName: "NOPE" } };

describe("toRpcError()", () => {
  it.each([
    [discountNotFound("NOPE"), "NOT_FOUND", about],
    [new UnavailableError("away"), "UNAVAILABLE", { retryInfo: { retryDelay: { seconds: 1n } } }],
  ])("makes of %s a %s that says more than its message", (error, code, details) => {
    expect(toRpcError(error)).toMatchObject({ code, message: error.message, cause: error, details });
  });

  it("leaves an error that nobody foresaw to the server, which keeps it to itself", () => {
    expect(toRpcError(new TypeError("a bug"))).toBeUndefined();
  });
});
