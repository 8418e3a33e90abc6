import { Buffer } from "node:buffer";
import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { toPageToken, toPosition } from "./page-token.ts";

const position = {
  id: "0197f000-0000-7000-8000-000000000001",
  name: "Mi10T",
  price: money("USD", "699.000000001"),
  createTime: new Date("2026-07-01T12:00:00.123Z"),
};
const content = {
  id: position.id,
  name: position.name,
  currencyCode: "USD",
  amount: "699.000000001",
  createTime: position.createTime,
};
const encoded = (content: unknown) => Buffer.from(JSON.stringify(["name", content])).toString("base64url");

describe("toPosition()", () => {
  it("reads back what toPageToken() wrote, exactly", () => {
    expect(toPosition("name", toPageToken("name", position))).toEqual(position);
    expect(toPosition("name", encoded(content))).toEqual(position);
  });

  it("holds no more of a product than its place", () => {
    const product = { ...position, description: "x".repeat(2_000), status: "low", etag: "first" };

    expect(toPageToken("name", product)).toBe(toPageToken("name", position));
  });

  it("starts with the first product without a token", () => {
    expect(toPosition("name", "")).toBeUndefined();
  });

  it("fits into what the contract takes, however long the name is written", () => {
    for (const character of ["\u0001", "ß", "語", "🛒", '"', "\\"]) {
      const longest = { ...position, name: character.repeat(200), price: money("USD", "1000000000") };

      expect(toPageToken("create_time desc", longest).length).toBeLessThanOrEqual(4_096);
      expect(toPosition("", toPageToken("", longest))).toEqual(longest);
    }
  });

  it.each([
    ["of another query", toPageToken("price", position)],
    ["with an id that is none", encoded({ ...content, id: "1" })],
    ["with a name that cannot be stored", encoded({ ...content, name: "a\0" })],
    ["with a name that is too long", encoded({ ...content, name: "x".repeat(401) })],
    ["with a currency that is none", encoded({ ...content, currencyCode: "usd" })],
    ["with an amount that is none", encoded({ ...content, amount: "1e9" })],
    ["with a time that is none", encoded({ ...content, createTime: "tomorrow" })],
    ["with a time that no database knows", encoded({ ...content, createTime: "0000-01-01T00:00:00Z" })],
    ["with half a place", encoded({ id: position.id })],
  ])("refuses a token %s", (_what, token) => {
    expect(() => toPosition("name", token)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
  });
});
