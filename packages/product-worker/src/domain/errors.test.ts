import { describe, expect, it } from "@jest/globals";
import { type Dependency, DependencyError, isRefusal, remedyFor } from "./errors.ts";

const failure = (dependency: Dependency, code: string) => new DependencyError(dependency, code, { message: "no" });

describe("isRefusal()", () => {
  it.each(["INVALID_ARGUMENT", "ALREADY_EXISTS", "FAILED_PRECONDITION", "OUT_OF_RANGE"])(
    "takes %s of product for one: the same run will never be taken",
    (code) => {
      expect(isRefusal(failure("product", code))).toBe(true);
    },
  );

  it.each([
    failure("product", "UNAVAILABLE"),
    failure("product", "INTERNAL"),
    failure("product", "UNAUTHENTICATED"),
    failure("product", "UNIMPLEMENTED"),
    failure("identity", "INVALID_ARGUMENT"),
    new TypeError("a bug"),
  ])("takes what may pass for none: $code", (error) => {
    expect(isRefusal(error)).toBe(false);
  });
});

describe("remedyFor()", () => {
  it.each([
    [failure("product", "UNAVAILABLE"), /as soon as product answers/],
    [failure("identity", "temporarily_unavailable"), /as soon as identity answers/],
    [failure("product", "DEADLINE_EXCEEDED"), /DEADLINE_MS/],
    [failure("product", "PERMISSION_DENIED"), /scope product.write/],
    [failure("identity", "invalid_client"), /CLIENT_KEY/],
    [failure("product", "INVALID_ARGUMENT"), /version of the worker/],
    [failure("product", "INTERNAL"), /product's log/],
    [new TypeError("a bug"), /whole error/],
  ])("says what to do about %s", (error, remedy) => {
    expect(remedyFor(error)).toMatch(remedy);
  });
});
