import { Buffer } from "node:buffer";
import { describe, expect, it } from "@jest/globals";
import { toPageToken, toPosition } from "./page-token.ts";

const encoded = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");

describe("toPosition()", () => {
  it("reads back what toPageToken() wrote", () => {
    expect(toPosition("alice", toPageToken("alice", 4711))).toBe(4711);
  });

  it("starts before the first item without a token", () => {
    expect(toPosition("alice", "")).toBe(0);
  });

  it.each([
    ["of another cart", toPageToken("bob", 1)],
    ["with a place that cannot be", encoded(["alice", -1])],
    ["with a place beyond what the database counts to", encoded(["alice", 2 ** 31])],
  ])("refuses a token %s", (_what, token) => {
    expect(() => toPosition("alice", token)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
  });
});
