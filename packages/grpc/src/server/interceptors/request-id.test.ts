import { describe, expect, it } from "@jest/globals";
import { recordedCall } from "../../../test/recorded-call.ts";
import { requestId } from "./request-id.ts";

function idFor(given: string | string[] | undefined): string {
  const { call } = recordedCall({ header: { "x-request-id": given } });
  requestId().start?.(call);
  return call.requestId;
}

const made = /^[0-9a-f-]{36}$/;

describe("requestId()", () => {
  it("takes the caller's", () => {
    expect(idFor("order-17.retry:2")).toBe("order-17.retry:2");
  });

  it("makes one where the caller sent none, and another for the next call", () => {
    expect(idFor(undefined)).toMatch(made);
    expect(idFor(undefined)).not.toBe(idFor(undefined));
  });

  it.each([
    ["empty", ""],
    ["one that could forge a log line", 'a\n{"level":"error"}'],
    ["one with spaces", "a b"],
    ["an endless one", "a".repeat(129)],
    ["several", ["a", "b"]],
    ["several that were joined", "a, b"],
  ])("makes one in place of %s", (_name, given) => {
    expect(idFor(given)).toMatch(made);
  });
});
