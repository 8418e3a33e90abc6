import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { type ProductDraft, productFrom, sameContent } from "./product.ts";

const made = { newId: () => "0197f000-0000-7000-8000-000000000001", now: new Date("2026-07-01T12:00:00Z") };
const draft: ProductDraft = {
  id: "0197f000-0000-7000-8000-00000000000a",
  name: "Mi10T",
  description: "New Xiaomi Phone Mi10T",
  price: money("USD", "699"),
  status: "inStock",
};

describe("productFrom()", () => {
  it("keeps the id that the caller made, in its canonical form", () => {
    expect(productFrom({ ...draft, id: "0197F000-0000-7000-8000-00000000000A" }, made).id).toBe(draft.id);
  });

  it("makes an id when the caller made none", () => {
    const { id: _, ...withoutId } = draft;

    expect(productFrom(withoutId, made).id).toBe(made.newId());
  });

  it("takes the time from the clock, whatever the caller smuggles in", () => {
    const smuggled = { ...draft, createTime: new Date(0) };

    expect(productFrom(smuggled, made).createTime).toBe(made.now);
  });
});

describe("sameContent()", () => {
  const product = productFrom(draft, made);

  it("does not look at when the product was stored", () => {
    expect(sameContent(product, { ...product, createTime: new Date(0) })).toBe(true);
  });

  it.each([
    { id: "0197f000-0000-7000-8000-00000000000b" },
    { name: "Mi11" },
    { description: "" },
    { price: money("USD", "699.000000001") },
    { price: money("EUR", "699") },
    { status: "low" } as const,
  ])("sees that %j differs", (change) => {
    expect(sameContent(product, { ...product, ...change })).toBe(false);
  });
});
