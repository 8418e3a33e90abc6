import { Buffer } from "node:buffer";
import { describe, expect, it } from "@jest/globals";
import { PageTokenError, pageTokens } from "./index.ts";

const tokens = pageTokens((content) =>
  typeof content === "string" && content !== "" ? { after: content } : undefined,
);
const encoded = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");

describe("pageTokens()", () => {
  it("reads back what it wrote, in letters that every URL and every log can hold", () => {
    const token = tokens.write("ACTIVE", "späť 🛒 \u0001");

    expect(tokens.read("ACTIVE", token)).toEqual({ after: "späť 🛒 \u0001" });
    expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it("knows an empty token for that of a first page", () => {
    expect(tokens.read("ACTIVE", "")).toBeUndefined();
  });

  it.each([
    ["of another query", tokens.write("EXPIRED", "CODE_100"), "belongs to another list, filter or order"],
    ["that is no JSON", "AAAA", "is not a page token"],
    ["that is no pair", encoded({ after: "CODE_100" }), "is not a page token"],
    ["that is empty JSON", encoded(null), "is not a page token"],
    ["that names no query", encoded([1, "CODE_100"]), "is not a page token"],
    ["whose content is not a position", encoded(["ACTIVE", ""]), "is not a page token"],
    ["without content", encoded(["ACTIVE"]), "is not a page token"],
  ])("refuses a token %s", (_what, token, because) => {
    expect(() => tokens.read("ACTIVE", token)).toThrow(PageTokenError);
    expect(() => tokens.read("ACTIVE", token)).toThrow(because);
  });
});
