import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { contentOf, type ProductDraft, productFrom, revise, sameContent } from "./product.ts";

const made = {
  newId: () => "0197f000-0000-7000-8000-000000000001",
  newEtag: () => "first",
  now: new Date("2026-07-01T12:00:00Z"),
};
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

  it("takes time and etag from the service, whatever the caller smuggles in", () => {
    const smuggled = { ...draft, createTime: new Date(0), updateTime: new Date(0), etag: "mine" };

    expect(productFrom(smuggled, made)).toEqual({
      ...draft,
      createTime: made.now,
      updateTime: made.now,
      etag: "first",
    });
  });
});

const product = productFrom(draft, made);

describe("revise()", () => {
  const later = { now: new Date("2026-07-02T12:00:00Z"), etag: "second" };

  it("changes what it is told to, the time and the etag, and nothing else", () => {
    expect(revise(product, { changes: { status: "low" }, etag: "first" }, later)).toEqual({
      ...product,
      status: "low",
      etag: "second",
      updateTime: later.now,
    });
  });

  it("refuses to change what has changed since its etag was read, and names it", () => {
    expect(() => revise(product, { changes: { status: "low" }, etag: "zeroth" }, later)).toThrow(
      expect.objectContaining({ code: "PRODUCT_CHANGED", productId: product.id }),
    );
  });

  it.each(["first", "zeroth", undefined])("leaves what is that way already as it is, whatever the etag: %s", (etag) => {
    expect(revise(product, { changes: { price: money("USD", "699.0") }, etag }, later)).toBe(product);
  });
});

describe("contentOf()", () => {
  it("is the same for the same draft, however its id is written, and for an amount with noughts behind it", () => {
    const same = { ...draft, id: draft.id?.toUpperCase(), price: money("USD", "699.00") };

    expect(contentOf(same)).toBe(contentOf(draft));
  });

  it.each([
    { id: undefined },
    { name: "Mi11" },
    { description: "" },
    { price: money("USD", "699.000000001") },
    { price: money("EUR", "699") },
    { status: "low" } as const,
  ])("is another one with %j", (change) => {
    expect(contentOf({ ...draft, ...change })).not.toBe(contentOf(draft));
  });
});

describe("sameContent()", () => {
  it("does not look at when the product was stored", () => {
    expect(sameContent(product, { ...product, createTime: new Date(0), updateTime: new Date(0), etag: "x" })).toBe(
      true,
    );
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
