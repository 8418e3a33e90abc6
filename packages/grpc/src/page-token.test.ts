import { describe, expect, it } from "@jest/globals";
import { pageTokens } from "./page-token.ts";

const tokens = pageTokens({
  list: "discounts",
  parse: (content) => (typeof content === "string" ? { after: content } : undefined),
});

describe("pageTokens()", () => {
  it("reads back what it wrote, and knows an empty token for that of a first page", () => {
    expect(tokens.read("ACTIVE", tokens.write("ACTIVE", "CODE_100"))).toEqual({ after: "CODE_100" });
    expect(tokens.read("ACTIVE", "")).toBeUndefined();
  });

  it.each([
    ["of another query", tokens.write("EXPIRED", "CODE_100"), "belongs to another list, filter or order"],
    ["that is none", "AAAA", "is not a page token"],
  ])("refuses a token %s by INVALID_ARGUMENT, and names the field", (_what, token, because) => {
    expect(() => tokens.read("ACTIVE", token)).toThrow(
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        message: expect.stringContaining(`Cannot list discounts: page_token ${because}`),
        details: {
          badRequest: expect.objectContaining({ fieldViolations: [expect.objectContaining({ field: "page_token" })] }),
        },
      }),
    );
  });
});
