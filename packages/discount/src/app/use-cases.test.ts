import { money } from "@hexmart/money";
import { fakeClock } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createMemoryDiscountRepository } from "#adapters/memory/discount-repository.ts";
import type { Discount, DiscountDraft } from "#domain/discount.ts";
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

const draft: DiscountDraft = {
  code: "SPRING",
  reduction: { kind: "percentOff", basisPoints: 1_250 },
  startTime: new Date("2030-03-20T00:00:00Z"),
  endTime: undefined,
};
const summer = new Date("2030-06-21T00:00:00Z");

/** Does something once, just before the next call of a method: what a caller at the same time would do. */
function interpose(discounts: DiscountRepository, method: keyof DiscountRepository, meanwhile: () => Promise<unknown>) {
  const original = discounts[method].bind(discounts) as (...args: unknown[]) => Promise<never>;
  const interposed = async (...args: unknown[]) => {
    Object.assign(discounts, { [method]: original });
    await meanwhile();
    return original(...args);
  };
  Object.assign(discounts, { [method]: interposed });
}

describe("createDiscount()", () => {
  it("answers what it has stored", async () => {
    const { useCases, clock } = openShop();

    const created = await useCases.createDiscount(draft);

    expect(created).toEqual({ ...draft, etag: "etag 1", createTime: clock.now(), updateTime: clock.now() });
    expect(await useCases.getDiscount("SPRING")).toEqual(created);
  });

  it("answers what the first call stored when it is called again, so that a retry is safe", async () => {
    const { useCases, clock } = openShop();
    const created = await useCases.createDiscount(draft);
    await clock.advance(1_000);

    expect(await useCases.createDiscount(draft)).toEqual(created);
  });

  it("refuses a code that has other content, and leaves that as it is", async () => {
    const { useCases } = openShop();
    const created = await useCases.createDiscount(draft);

    await expect(useCases.createDiscount({ ...draft, endTime: summer })).rejects.toMatchObject({
      code: "DISCOUNT_ALREADY_EXISTS",
      discountCode: "SPRING",
    });
    expect(await useCases.getDiscount("SPRING")).toEqual(created);
  });

  it("creates it when the one that was in the way is deleted just then", async () => {
    const discounts = createMemoryDiscountRepository();
    const { useCases } = openShop(discounts);
    await useCases.createDiscount({ ...draft, endTime: summer });
    interpose(discounts, "findByCodes", () => useCases.deleteDiscount("SPRING"));

    expect(await useCases.createDiscount(draft)).toMatchObject(draft);
  });
});

describe("updateDiscount()", () => {
  const update = { code: "SPRING", changes: { endTime: summer }, etag: undefined };

  it("answers what it has stored, with another etag", async () => {
    const { useCases, clock } = openShop();
    const created = await useCases.createDiscount(draft);
    await clock.advance(1_000);

    const updated = await useCases.updateDiscount({ ...update, etag: created.etag });

    expect(updated).toEqual({ ...created, endTime: summer, etag: "etag 2", updateTime: clock.now() });
    expect(await useCases.getDiscount("SPRING")).toEqual(updated);
  });

  it("makes both of two changes at the same time, when neither was made on a condition", async () => {
    const discounts = createMemoryDiscountRepository();
    const { useCases } = openShop(discounts);
    await useCases.createDiscount(draft);
    interpose(discounts, "replace", () => useCases.updateDiscount({ ...update, changes: { startTime: undefined } }));

    expect(await useCases.updateDiscount(update)).toMatchObject({ startTime: undefined, endTime: summer });
  });

  it("refuses the later of two changes that were made on a condition, even at the last moment", async () => {
    const discounts = createMemoryDiscountRepository();
    const { useCases } = openShop(discounts);
    const { etag } = await useCases.createDiscount(draft);
    const other = { ...update, changes: { startTime: undefined }, etag };
    interpose(discounts, "replace", () => useCases.updateDiscount(other));

    await expect(useCases.updateDiscount({ ...update, etag })).rejects.toMatchObject({ code: "DISCOUNT_CHANGED" });
    expect(await useCases.getDiscount("SPRING")).toMatchObject({ startTime: undefined, endTime: undefined });
  });

  it("answers the same when it is called again with the same etag, so that a retry is safe", async () => {
    const { useCases } = openShop();
    const { etag } = await useCases.createDiscount(draft);
    const updated = await useCases.updateDiscount({ ...update, etag });

    expect(await useCases.updateDiscount({ ...update, etag })).toEqual(updated);
  });

  it("creates nothing", async () => {
    await expect(openShop().useCases.updateDiscount(update)).rejects.toMatchObject({ code: "DISCOUNT_NOT_FOUND" });
  });
});

describe("deleteDiscount()", () => {
  it("deletes it, once", async () => {
    const { useCases } = openShop();
    const { etag } = await useCases.createDiscount(draft);

    await useCases.deleteDiscount("SPRING", etag);

    await expect(useCases.deleteDiscount("SPRING", etag)).rejects.toMatchObject({ code: "DISCOUNT_NOT_FOUND" });
  });

  it("keeps one that has changed since its etag was read, even at the last moment", async () => {
    const discounts = createMemoryDiscountRepository();
    const { useCases } = openShop(discounts);
    const { etag } = await useCases.createDiscount(draft);
    const update = { code: "SPRING", changes: { endTime: summer }, etag: undefined };
    interpose(discounts, "remove", () => useCases.updateDiscount(update));

    await expect(useCases.deleteDiscount("SPRING", etag)).rejects.toMatchObject({ code: "DISCOUNT_CHANGED" });
    expect(await useCases.getDiscount("SPRING")).toMatchObject({ endTime: summer });
  });

  it("deletes one that changes just then, when it was told so on no condition", async () => {
    const discounts = createMemoryDiscountRepository();
    const { useCases } = openShop(discounts);
    await useCases.createDiscount(draft);
    const update = { code: "SPRING", changes: { endTime: summer }, etag: undefined };
    interpose(discounts, "remove", () => useCases.updateDiscount(update));

    await useCases.deleteDiscount("SPRING");

    await expect(useCases.getDiscount("SPRING")).rejects.toMatchObject({ code: "DISCOUNT_NOT_FOUND" });
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

  it("does not bring back a discount that was deleted", async () => {
    const { useCases } = await seededShop();
    await useCases.deleteDiscount("CODE_100");

    await useCases.seedDiscounts();

    await expect(useCases.getDiscount("CODE_100")).rejects.toMatchObject({ code: "DISCOUNT_NOT_FOUND" });
  });
});
