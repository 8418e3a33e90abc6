import { describe, expect, it } from "@jest/globals";
import { createMemoryDiscountRepository } from "#adapters/memory/discount-repository.ts";
import { createUseCases } from "./index.ts";

async function seededShop() {
  const discounts = createMemoryDiscountRepository();
  const useCases = createUseCases({ discounts });
  await useCases.seedDiscounts();
  return { useCases, discounts };
}

describe("getDiscount()", () => {
  it("answers what the code is worth", async () => {
    const { useCases } = await seededShop();

    expect(await useCases.getDiscount("CODE_100")).toEqual({
      code: "CODE_100",
      reduction: { kind: "amountOff", amount: { currencyCode: "USD", billionths: 100_000_000_000n } },
    });
  });

  it.each(["NOPE", "", "code_100"])("says that the discount %j does not exist", async (code) => {
    const { useCases } = await seededShop();

    await expect(useCases.getDiscount(code)).rejects.toMatchObject({
      code: "DISCOUNT_NOT_FOUND",
      discountCode: code,
      message: `Discount "${code}" does not exist`,
    });
  });
});

describe("batchGetDiscounts()", () => {
  it("answers in the order asked for, and names the codes that do not exist", async () => {
    const { useCases } = await seededShop();

    const batch = await useCases.batchGetDiscounts(["CODE_300", "NOPE", "CODE_100"]);

    expect(batch.found.map(({ code }) => code)).toEqual(["CODE_300", "CODE_100"]);
    expect(batch.notFoundCodes).toEqual(["NOPE"]);
  });

  it("looks all codes up at once", async () => {
    const discounts = createMemoryDiscountRepository();
    const lookUps: (readonly string[])[] = [];
    const useCases = createUseCases({
      discounts: {
        ...discounts,
        findByCodes: (codes) => {
          lookUps.push(codes);
          return discounts.findByCodes(codes);
        },
      },
    });

    await useCases.batchGetDiscounts(["A", "B", "C"]);

    expect(lookUps).toEqual([["A", "B", "C"]]);
  });
});

describe("seedDiscounts()", () => {
  it("gives each discount a code of its own, and changes nothing the second time", async () => {
    const { useCases } = await seededShop();
    await useCases.seedDiscounts();

    const { found, notFoundCodes } = await useCases.batchGetDiscounts(["CODE_100", "CODE_200", "CODE_300"]);

    expect(found.map(({ reduction }) => reduction.amount.billionths / 1_000_000_000n)).toEqual([100n, 200n, 300n]);
    expect(notFoundCodes).toEqual([]);
  });
});
