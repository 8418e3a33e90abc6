import { describe, expect, it } from "@jest/globals";
import { toStatusCode, toStatusNumber } from "./status-code.ts";

describe("StatusCode", () => {
  it.each([
    ["CANCELLED", 1],
    ["INVALID_ARGUMENT", 3],
    ["NOT_FOUND", 5],
    ["INTERNAL", 13],
    ["UNAUTHENTICATED", 16],
  ] as const)("writes %s as %d and reads it back", (code, number) => {
    expect(toStatusNumber(code)).toBe(number);
    expect(toStatusCode(number)).toBe(code);
  });

  it("reads a number that gRPC does not define as UNKNOWN", () => {
    expect(toStatusCode(17)).toBe("UNKNOWN");
    expect(toStatusCode(-1)).toBe("UNKNOWN");
  });
});
