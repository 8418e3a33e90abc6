import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import type { Discount } from "#domain/discount.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";

const discount = (code: string, amount: string): Discount => ({
  code,
  reduction: { kind: "amountOff", amount: money("USD", amount) },
});

/** What every discount repository must do. `open` answers an empty one. */
export function describeDiscountRepository(
  name: string,
  open: () => Promise<{ repository: DiscountRepository } & AsyncDisposable>,
): void {
  describe(`DiscountRepository (${name})`, () => {
    it("finds what was added, exactly", async () => {
      await using opened = await open();
      const added = [discount("TEN", "10"), discount("TINY", "0.000000001")];
      await opened.repository.addMissing(added);

      const found = await opened.repository.findByCodes(["TEN", "TINY"]);

      expect(new Set(found)).toEqual(new Set(added));
    });

    it("leaves out a code that no discount has, and finds nothing for no code", async () => {
      await using opened = await open();
      await opened.repository.addMissing([discount("TEN", "10")]);

      expect(await opened.repository.findByCodes(["NOPE", "TEN"])).toEqual([discount("TEN", "10")]);
      expect(await opened.repository.findByCodes(["ten"])).toEqual([]);
      expect(await opened.repository.findByCodes([])).toEqual([]);
    });

    it("leaves a discount as it is when its code is added again", async () => {
      await using opened = await open();
      await opened.repository.addMissing([discount("TEN", "10")]);
      await opened.repository.addMissing([discount("TEN", "99"), discount("FIVE", "5")]);

      expect(await opened.repository.findByCodes(["TEN"])).toEqual([discount("TEN", "10")]);
      expect(await opened.repository.findByCodes(["FIVE"])).toEqual([discount("FIVE", "5")]);
    });

    it("lets replicas seed at the same time", async () => {
      await using opened = await open();
      await Promise.all(Array.from({ length: 8 }, () => opened.repository.addMissing([discount("TEN", "10")])));

      expect(await opened.repository.findByCodes(["TEN"])).toHaveLength(1);
    });
  });
}
