import { describe, expect, it } from "@jest/globals";
import { type Dependency, DependencyError, isRefusal, remedyFor } from "./errors.ts";

const failure = (dependency: Dependency, code: string) => new DependencyError(dependency, code, { message: "no" });

describe("isRefusal()", () => {
  it.each(["NOT_FOUND", "FAILED_PRECONDITION", "INVALID_ARGUMENT", "ALREADY_EXISTS", "OUT_OF_RANGE"])(
    "takes %s of the cart for one: the same run will never be taken",
    (code) => {
      expect(isRefusal(failure("shopping-cart", code))).toBe(true);
    },
  );

  it.each([
    failure("shopping-cart", "UNAVAILABLE"),
    failure("product", "INTERNAL"),
    failure("shopping-cart", "PERMISSION_DENIED"),
    failure("identity", "INVALID_ARGUMENT"),
    new TypeError("a bug"),
  ])("takes what may pass for none: %s", (error) => {
    expect(isRefusal(error)).toBe(false);
  });
});

describe("remedyFor()", () => {
  it.each([
    [failure("shopping-cart", "UNAVAILABLE"), /as soon as shopping-cart answers/],
    [failure("identity", "temporarily_unavailable"), /as soon as identity answers/],
    [failure("product", "DEADLINE_EXCEEDED"), /DEADLINE_MS/],
    [failure("shopping-cart", "PERMISSION_DENIED"), /the scopes/],
    [failure("identity", "invalid_client"), /CLIENT_KEY/],
    [failure("shopping-cart", "NOT_FOUND"), /looks at the cart anew/],
    [failure("product", "INTERNAL"), /product's log/],
    [new TypeError("a bug"), /whole error/],
  ])("says what to do about %s", (error, remedy) => {
    expect(remedyFor(error)).toMatch(remedy);
  });
});
