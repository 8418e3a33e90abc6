import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { type Discount, type DiscountDraft, discountFrom, stateAt } from "#domain/discount.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";

const [spring, summer] = [new Date("2030-03-20T00:00:00.001Z"), new Date("2030-06-21T00:00:00.999Z")];

const discount = (code: string, amount: string, more: Partial<DiscountDraft> = {}): Discount =>
  discountFrom(
    {
      code,
      reduction: { kind: "amountOff", amount: money("USD", amount) },
      startTime: undefined,
      endTime: undefined,
      ...more,
    },
    { now: new Date("2030-01-01T00:00:00.123Z"), etag: `first of ${code}` },
  );

// #region suite
/** What every discount repository must do. `open` answers an empty one. */
export function describeDiscountRepository(
  name: string,
  open: () => Promise<{ repository: DiscountRepository } & AsyncDisposable>,
): void {
  describe(`DiscountRepository (${name})`, () => {
    it("finds what was added, exactly", async () => {
      await using opened = await open();
      const percentage = discount("PERCENT", "0", { reduction: { kind: "percentOff", basisPoints: 1_250 } });
      const inSpring = discount("SPRING", "10", { startTime: spring, endTime: summer });
      const added = [discount("TEN", "10"), discount("TINY", "0.000000001"), percentage, inSpring];
      await opened.repository.addMissing(added);

      const found = await opened.repository.findByCodes(added.map(({ code }) => code));

      expect(new Set(found)).toEqual(new Set(added));
    });
    // #endregion suite

    it("leaves out a code that no discount has, and finds nothing for no code", async () => {
      await using opened = await open();
      await opened.repository.addMissing([discount("TEN", "10")]);

      expect(await opened.repository.findByCodes(["NOPE", "TEN"])).toEqual([discount("TEN", "10")]);
      expect(await opened.repository.findByCodes(["ten"])).toEqual([]);
      expect(await opened.repository.findByCodes([])).toEqual([]);
    });

    const page = { after: "", state: undefined, time: spring, limit: 10 };

    it("lists discounts in the order of their codes, byte by byte, whatever language the database speaks", async () => {
      await using opened = await open();
      const codes = ["_A", "A_B", "AB", "A1", "1", "B"];
      await opened.repository.addMissing(codes.map((code) => discount(code, "10")));

      const listed = await opened.repository.list(page);

      expect(listed.map(({ code }) => code)).toEqual(["1", "A1", "AB", "A_B", "B", "_A"]);
    });

    it("lists every discount once along the codes, whatever is added behind the reader", async () => {
      await using opened = await open();
      await opened.repository.addMissing(["B", "D", "F"].map((code) => discount(code, "10")));

      const first = await opened.repository.list({ ...page, limit: 2 });
      await opened.repository.addMissing(["A", "C", "E"].map((code) => discount(code, "10")));
      const second = await opened.repository.list({ ...page, after: "D", limit: 2 });

      expect([...first, ...second].map(({ code }) => code)).toEqual(["B", "D", "E", "F"]);
      expect(await opened.repository.list({ ...page, after: "F" })).toEqual([]);
    });

    it("lists those in a state, as the domain says it is at that time, and to the millisecond", async () => {
      await using opened = await open();
      const all = [
        discount("ALWAYS", "10"),
        discount("FROM_SPRING", "10", { startTime: spring }),
        discount("IN_SPRING", "10", { startTime: spring, endTime: summer }),
        discount("UNTIL_SPRING", "10", { endTime: spring }),
      ];
      await opened.repository.addMissing(all);
      const times = [spring, summer].flatMap((time) => [-1, 0, 1].map((ms) => new Date(time.getTime() + ms)));

      for (const time of times) {
        for (const state of ["scheduled", "active", "expired"] as const) {
          expect(await opened.repository.list({ ...page, time, state })).toEqual(
            all.filter((one) => stateAt(one, time) === state),
          );
        }
      }
    });

    it("leaves a discount as it is when its code is added again", async () => {
      await using opened = await open();
      await opened.repository.addMissing([discount("TEN", "10")]);
      await opened.repository.addMissing([discount("TEN", "99"), discount("FIVE", "5")]);

      expect(await opened.repository.findByCodes(["TEN"])).toEqual([discount("TEN", "10")]);
      expect(await opened.repository.findByCodes(["FIVE"])).toEqual([discount("FIVE", "5")]);
    });

    it("says how many it has added, so that of racing callers one knows that it was the first", async () => {
      await using opened = await open();

      const added = await Promise.all(
        Array.from({ length: 8 }, () => opened.repository.addMissing([discount("TEN", "10")])),
      );

      expect(added.toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
      expect(await opened.repository.addMissing([discount("TEN", "10"), discount("FIVE", "5")])).toBe(1);
    });

    it("replaces all of a discount but its code and the time it was created", async () => {
      await using opened = await open();
      const stored = discount("TEN", "10", { startTime: spring });
      const changes = {
        reduction: { kind: "percentOff", basisPoints: 1 },
        startTime: undefined,
        endTime: summer,
      } as const;
      const revised = { ...stored, ...changes, etag: "second", updateTime: spring };
      await opened.repository.addMissing([stored, discount("FIVE", "5")]);

      expect(await opened.repository.replace(stored, revised)).toBe(true);

      expect(await opened.repository.findByCodes(["TEN"])).toEqual([revised]);
      expect(await opened.repository.findByCodes(["FIVE"])).toEqual([discount("FIVE", "5")]);
    });

    it("replaces nothing that has changed or gone meanwhile, and so lets exactly one of racing writers win", async () => {
      await using opened = await open();
      const stored = discount("TEN", "10");
      await opened.repository.addMissing([stored]);

      const won = await Promise.all(
        Array.from({ length: 8 }, (_, at) => opened.repository.replace(stored, { ...stored, etag: `etag ${at}` })),
      );

      expect(won.filter((success) => success)).toHaveLength(1);
      const [kept] = await opened.repository.findByCodes(["TEN"]);
      expect(kept?.etag).toBe(`etag ${won.indexOf(true)}`);
      expect(await opened.repository.replace(discount("GONE", "1"), discount("GONE", "2"))).toBe(false);
    });

    it("removes a discount that has not changed, once, and no other", async () => {
      await using opened = await open();
      const [ten, five] = [discount("TEN", "10"), discount("FIVE", "5")];
      await opened.repository.addMissing([ten, five]);

      expect(await opened.repository.remove({ ...ten, etag: "older" })).toBe(false);
      expect(await opened.repository.remove(ten)).toBe(true);
      expect(await opened.repository.remove(ten)).toBe(false);

      expect(await opened.repository.findByCodes(["TEN", "FIVE"])).toEqual([five]);
    });

    it("lets replicas seed at the same time", async () => {
      await using opened = await open();
      await Promise.all(Array.from({ length: 8 }, () => opened.repository.addMissing([discount("TEN", "10")])));

      expect(await opened.repository.findByCodes(["TEN"])).toHaveLength(1);
    });
  });
}
