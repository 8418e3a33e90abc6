import { create } from "@bufbuild/protobuf";
import { createValidator } from "@bufbuild/protovalidate";
import { ProductDraftSchema, ProductStatus } from "@hexmart/contracts/product/v1/product";
import { MoneySchema } from "@hexmart/contracts/type/v1/money";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createDraftRules, isPlain } from "./draft-rules.ts";

const id = "0197f000-0000-7000-8000-000000000001";
const plain = {
  id,
  name: "Mi11",
  description: "Newer Xiaomi Phone Mi11",
  price: { currencyCode: "USD", units: 749n, nanos: 900_000_000 },
  status: ProductStatus.IN_STOCK,
};

type Draft = {
  id: string;
  name: string;
  description: string;
  price?: { currencyCode: string; units: bigint; nanos: number };
  status: ProductStatus;
};
const draftOf = (draft: Draft) => create(ProductDraftSchema, draft);

/** Values on both sides of every bound, and any others. Most are plain, or hardly a draft would be. */
const mostly = <T>(usual: T, ...others: fc.Arbitrary<T>[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, ...others);
const text = (length: number) =>
  fc.oneof(
    fc.string({ unit: "binary" }),
    ...["x", "€", "🛒", "\0"].map((character) =>
      fc.integer({ min: Math.floor(length / 4) - 1, max: length + 1 }).map((size) => character.repeat(size)),
    ),
  );
const aroundBounds = [0n, 1n, 999_999_999n, 1_000_000_000n, 1_000_000_001n, 1_000_000_000_001n];
const anyDraft = fc.record({
  id: mostly(id, fc.constantFrom("", id.toUpperCase(), `${id}\n`, id.replace("-7", "-4")), fc.uuid(), fc.string()),
  name: mostly("Mi11", fc.constant(""), text(200)),
  description: mostly("", text(2000)),
  price: mostly<typeof plain.price | undefined>(
    plain.price,
    fc.constant(undefined),
    fc.record({
      currencyCode: mostly("USD", fc.constantFrom("", "usd", "US", "USDX", "USD\n", "ÜSD"), fc.string()),
      units: mostly(1n, fc.constantFrom(...aroundBounds, ...aroundBounds.map((units) => -units))),
      nanos: mostly(0, fc.constantFrom(1, -1, 999_999_999, 1_000_000_000, -999_999_999, 2 ** 31 - 1, -(2 ** 31))),
    }),
  ),
  status: mostly<number>(ProductStatus.IN_STOCK, fc.integer({ min: -1, max: 5 })),
});

describe("isPlain()", () => {
  it("is never true of a draft that breaks a rule of the contract", () => {
    const validator = createValidator();
    let found = 0;

    fc.assert(
      fc.property(anyDraft, ({ price, status, ...texts }) => {
        const draft = draftOf({ ...texts, status: status as ProductStatus, ...(price && { price }) });
        if (!isPlain(draft)) return true;
        found++;
        return validator.validate(ProductDraftSchema, draft).kind === "valid";
      }),
      { numRuns: 5_000 },
    );

    expect(found).toBeGreaterThan(100);
  });

  it("is not true of a price just above the highest", () => {
    const price = { currencyCode: "USD", units: 1_000_000_000n, nanos: 1 };

    expect(isPlain(draftOf({ ...plain, price }))).toBe(false);
  });

  it("looks at every field that a draft has", () => {
    const names = [ProductDraftSchema, MoneySchema].map(({ fields }) => fields.map(({ name }) => name));

    expect(names).toEqual([
      ["id", "name", "description", "price", "status"],
      ["currency_code", "units", "nanos"],
    ]);
  });
});

describe("createDraftRules()", () => {
  const violationsOf = createDraftRules();
  const draft = (overrides: Partial<Draft>) => draftOf({ ...plain, ...overrides });

  it("counts a description in bytes, which is what a message has room for", () => {
    expect(violationsOf(draft({ description: "€".repeat(666) }))).toEqual([]);
    expect(violationsOf(draft({ description: "€".repeat(667) }))).toEqual([
      { field: "description", description: "must be at most 2000 bytes", reason: "string.max_bytes" },
    ]);
  });

  it("finds nothing wrong with a valid draft, plain or not", () => {
    expect(isPlain(draft({}))).toBe(true);
    expect(violationsOf(draft({}))).toEqual([]);

    const emojis = draft({ name: "🛒".repeat(200) });
    expect(isPlain(emojis)).toBe(false);
    expect(violationsOf(emojis)).toEqual([]);
  });

  it("names each field relative to the draft, with the rule", () => {
    expect(violationsOf(draft({ name: "", price: { ...plain.price, currencyCode: "usd" } }))).toEqual([
      { field: "name", description: "must be at least 1 characters", reason: "string.min_len" },
      {
        field: "price.currency_code",
        description: "does not match regex pattern `^[A-Z]{3}$`",
        reason: "string.pattern",
      },
    ]);
  });
});
