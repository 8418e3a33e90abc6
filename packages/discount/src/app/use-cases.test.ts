import { money } from "@hexmart/money";
import { fakeClock } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createMemoryDiscountRepository } from "#adapters/memory/discount-repository.ts";
import type { Discount } from "#domain/discount.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";
import { createUseCases } from "./index.ts";

function openShop(discounts: DiscountRepository = createMemoryDiscountRepository()) {
  const clock = fakeClock();
  let etags = 0;
  return { clock, useCases: createUseCases({ discounts, now: clock.now, newEtag: () => `etag ${++etags}` }) };
}

async function seededShop() {
  const shop = openShop();
  await shop.useCases.seedDiscounts();
  return shop;
}

describe("getDiscount()", () => {
  it("answers what the code is worth", async () => {
    const { useCases, clock } = await seededShop();

    expect(await useCases.getDiscount("CODE_100")).toEqual({
      code: "CODE_100",
      reduction: { kind: "amountOff", amount: money("USD", "100") },
      startTime: undefined,
      endTime: undefined,
      etag: "etag 1",
      createTime: clock.now(),
      updateTime: clock.now(),
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
    const { useCases } = openShop({
      ...discounts,
      findByCodes(codes) {
        lookUps.push(codes);
        return discounts.findByCodes(codes);
      },
    });

    await useCases.batchGetDiscounts(["A", "B", "C"]);

    expect(lookUps).toEqual([["A", "B", "C"]]);
  });
});

describe("listDiscounts()", () => {
  const page = { after: "", state: undefined, time: new Date(0), limit: 3 };
  const codes = (discounts: readonly Discount[]) => discounts.map(({ code }) => code);

  it("says whether there are more, and a last page that is full has none", async () => {
    const { useCases } = await seededShop();

    const first = await useCases.listDiscounts({ ...page, limit: 2 });
    const last = await useCases.listDiscounts(page);

    expect([codes(first.discounts), first.hasMore]).toEqual([["CODE_100", "CODE_200"], true]);
    expect([codes(last.discounts), last.hasMore]).toEqual([["CODE_100", "CODE_200", "CODE_300"], false]);
  });

  it("goes on after a code, be that code there or not", async () => {
    const { useCases } = await seededShop();

    const { discounts } = await useCases.listDiscounts({ ...page, after: "CODE_150" });

    expect(codes(discounts)).toEqual(["CODE_200", "CODE_300"]);
  });
});

describe("seedDiscounts()", () => {
  it("gives each discount a code of its own, and changes nothing the second time", async () => {
    const { useCases } = await seededShop();
    const codes = ["CODE_100", "CODE_200", "CODE_300"];
    const { found } = await useCases.batchGetDiscounts(codes);

    await useCases.seedDiscounts();

    expect(found.map(({ reduction }) => reduction)).toEqual(
      ["100", "200", "300"].map((amount) => ({ kind: "amountOff", amount: money("USD", amount) })),
    );
    expect(await useCases.batchGetDiscounts(codes)).toEqual({ found, notFoundCodes: [] });
  });
});
