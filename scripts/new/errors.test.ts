import { describe, expect, it } from "@jest/globals";
import { errorsPage } from "./errors.ts";
import { sources, termsOf } from "./sources.ts";

const [source] = sources;
if (source === undefined) throw new Error("no source");
const copy = { source, name: "gift-card", terms: termsOf(source, "gift-card") };
const where = (service: string) => `[${service}](../../packages/${service}/src/domain/errors.ts)`;

describe("errorsPage()", () => {
  it("has the rows of the source, renamed, with links that lead there from one folder deeper", () => {
    const page = errorsPage(
      `| code | where | what to do |
|---|---|---|
| \`DISCOUNT_GONE\` | ${where("discount")}, ${where("shopping-cart")} | See [config](config.md) |
| \`CART_FULL\` | ${where("shopping-cart")} | Nothing |
`,
      copy,
    );

    expect(page?.split("\n").slice(4)).toEqual([
      "| code | where | what to do |",
      "|---|---|---|",
      "| `GIFT_CARD_GONE` | [gift-card](../../../packages/gift-card/src/domain/errors.ts) | See [config](../config.md) |",
      "",
    ]);
  });

  it("is none for a source that refuses nothing", () => {
    expect(errorsPage("# Errors\n", copy)).toBeUndefined();
  });
});
