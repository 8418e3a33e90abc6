import { describe, expect, it } from "@jest/globals";
import { isPlural, pluralOf, singularOf, spellingsOf, wordsOf } from "./spellings.ts";

describe("spellingsOf()", () => {
  it("writes a name of two words in every way", () => {
    expect(spellingsOf(wordsOf("gift-card"))).toEqual({
      kebab: "gift-card",
      snake: "gift_card",
      camel: "giftCard",
      pascal: "GiftCard",
      constant: "GIFT_CARD",
      spaced: "gift card",
      sentence: "Gift card",
    });
  });
});

describe("pluralOf()", () => {
  it.each([
    ["pricing", "pricings"],
    ["gift-card", "gift-cards"],
    ["tax", "taxes"],
    ["policy", "policies"],
    ["survey", "surveys"],
    ["batch", "batches"],
    ["address", "addresses"],
  ])("%s: %s, and back", (one, many) => {
    expect(pluralOf(wordsOf(one)).join("-")).toBe(many);
    expect(singularOf(wordsOf(many)).join("-")).toBe(one);
  });
});

describe("isPlural()", () => {
  it.each(["rates", "gift-cards", "policies"])("takes %s for one", (name) => {
    expect(isPlural(wordsOf(name))).toBe(true);
  });

  it.each(["address", "bus", "analysis", "tax", "pricing"])("does not take %s for one", (name) => {
    expect(isPlural(wordsOf(name))).toBe(false);
  });
});
