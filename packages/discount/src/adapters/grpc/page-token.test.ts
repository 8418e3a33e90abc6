import { Buffer } from "node:buffer";
import { describe, expect, it } from "@jest/globals";
import { toPageToken, toPosition } from "./page-token.ts";

const now = new Date("2030-01-01T00:00:00.123Z");
const later = new Date("2030-01-02T00:00:00Z");

const encoded = (content: unknown) => Buffer.from(JSON.stringify(["ACTIVE", content])).toString("base64url");

describe("toPosition()", () => {
  it("reads back what toPageToken() wrote, whatever the time is then", () => {
    const position = { after: "CODE_100", time: now };

    expect(toPosition("ACTIVE", toPageToken("ACTIVE", position), later)).toEqual(position);
  });

  it("starts before the first code, and now, without a token", () => {
    expect(toPosition("ACTIVE", "", now)).toEqual({ after: "", time: now });
  });

  it.each([
    ["of another query", toPageToken("EXPIRED", { after: "CODE_100", time: now })],
    ["with a code that cannot be", encoded({ after: "a\0", time: now })],
    ["with a time that is none", encoded({ after: "CODE_100", time: "tomorrow" })],
  ])("refuses a token %s", (_what, token) => {
    expect(() => toPosition("ACTIVE", token, now)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
  });
});
