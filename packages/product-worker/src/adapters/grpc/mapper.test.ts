import { create } from "@bufbuild/protobuf";
import { BulkInsertProductsResponseSchema, BulkInsertRefusal } from "@hexmart/contracts/product/v1/product";
import { describe, expect, it } from "@jest/globals";
import { toOutcome } from "./mapper.ts";

const invalid = (index: number, field: string) => ({
  index: BigInt(index),
  refusal: BulkInsertRefusal.INVALID,
  violations: [{ field, description: "value is required", reason: "required" }],
});

describe("toOutcome()", () => {
  it("names each reason once, however many products it is of", () => {
    const results = [
      { index: 0n, refusal: BulkInsertRefusal.DUPLICATE },
      invalid(1, "price"),
      invalid(2, "price"),
      invalid(3, "name"),
    ];
    const answer = create(BulkInsertProductsResponseSchema, {
      insertedCount: 96n,
      duplicateCount: 1n,
      invalidCount: 3n,
      results,
    });

    expect(toOutcome(answer)).toEqual({
      inserted: 96,
      duplicates: 1,
      invalid: 3,
      invalidBecause: ["price: value is required", "name: value is required"],
    });
  });

  it("names ten reasons at most", () => {
    const results = Array.from({ length: 1_000 }, (_, index) => invalid(index, `field_${index}`));

    const { invalidBecause } = toOutcome(create(BulkInsertProductsResponseSchema, { results }));

    expect(invalidBecause).toHaveLength(10);
    expect(invalidBecause[9]).toBe("field_9: value is required");
  });
});
