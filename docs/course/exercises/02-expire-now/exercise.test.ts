// packages/discount/src/app/exercise-02.test.ts
import { fakeClock } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createMemoryDiscountRepository } from "#adapters/memory/discount-repository.ts";
import { createUseCases } from "./index.ts";

async function openShop() {
  const discounts = createMemoryDiscountRepository();
  const clock = fakeClock();
  let etags = 0;
  const useCases = createUseCases({ discounts, now: clock.now, newEtag: () => `etag ${++etags}` });
  await useCases.seedDiscounts();
  return { useCases, clock, discounts };
}

describe("expireDiscount()", () => {
  it("ends a discount at the time of the call, and keeps the rest of it", async () => {
    const { useCases, clock } = await openShop();
    const before = await useCases.getDiscount("CODE_100");
    const created = clock.now();
    await clock.advance(60_000);

    const expired = await useCases.expireDiscount("CODE_100");

    expect(expired).toMatchObject({
      code: "CODE_100",
      reduction: before.reduction,
      endTime: clock.now(),
      createTime: created,
    });
    expect(expired.etag).not.toBe(before.etag);
    expect(await useCases.getDiscount("CODE_100")).toEqual(expired);
  });

  it("changes nothing when it is called again: the first end is the true one", async () => {
    const { useCases, clock } = await openShop();
    await clock.advance(60_000);
    const expired = await useCases.expireDiscount("CODE_100");
    await clock.advance(60_000);

    expect(await useCases.expireDiscount("CODE_100")).toEqual(expired);
  });

  it("says that a code does not exist", async () => {
    const { useCases } = await openShop();

    await expect(useCases.expireDiscount("NOPE")).rejects.toMatchObject({ code: "DISCOUNT_NOT_FOUND" });
  });

  it("keeps what somebody else changes at the same time", async () => {
    const { useCases, clock } = await openShop();
    await clock.advance(60_000);
    const reduction = { kind: "percentOff", basisPoints: 1_250 } as const;

    await Promise.all([
      useCases.updateDiscount({ code: "CODE_100", changes: { reduction }, etag: undefined }),
      useCases.expireDiscount("CODE_100"),
    ]);

    expect(await useCases.getDiscount("CODE_100")).toMatchObject({ reduction, endTime: clock.now() });
  });
});
