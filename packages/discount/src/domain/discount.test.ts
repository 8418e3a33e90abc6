import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { assertUnchanged, type DiscountDraft, discountFrom, revise, sameContent, stateAt } from "./discount.ts";

const [spring, summer] = [new Date("2030-03-20T00:00:00Z"), new Date("2030-06-21T00:00:00Z")];
const made = { now: new Date("2030-01-01T00:00:00Z"), etag: "first" };
const draft: DiscountDraft = {
  code: "SPRING",
  reduction: { kind: "percentOff", basisPoints: 1_250 },
  startTime: spring,
  endTime: summer,
};

describe("discountFrom()", () => {
  it("takes etag and times from the service, whatever the caller smuggles in", () => {
    const smuggled = { ...draft, etag: "mine", createTime: new Date(0), updateTime: new Date(0) };

    expect(discountFrom(smuggled, made)).toEqual({
      ...draft,
      etag: "first",
      createTime: made.now,
      updateTime: made.now,
    });
  });

  it.each([spring, summer])("refuses a discount that is never valid: it ends at %s and starts in summer", (endTime) => {
    expect(() => discountFrom({ ...draft, startTime: summer, endTime }, made)).toThrow(
      expect.objectContaining({ code: "DISCOUNT_WINDOW_EMPTY", discountCode: "SPRING" }),
    );
  });
});

describe("revise()", () => {
  const discount = discountFrom(draft, made);
  const later = { now: new Date("2030-02-01T00:00:00Z"), etag: "second" };

  it("changes what it is told to, and marks the discount as changed", () => {
    const changes = { reduction: { kind: "percentOff", basisPoints: 2_000 } } as const;

    expect(revise(discount, { changes, etag: "first" }, later)).toEqual({
      ...discount,
      ...changes,
      etag: "second",
      updateTime: later.now,
    });
  });

  it("clears a time that is to be undefined, and leaves one that is not named", () => {
    const revised = revise(discount, { changes: { endTime: undefined }, etag: undefined }, later);

    expect([revised.startTime, revised.endTime]).toEqual([spring, undefined]);
  });

  it("refuses a change of something else than what the caller has read", () => {
    expect(() => revise(discount, { changes: { endTime: undefined }, etag: "older" }, later)).toThrow(
      expect.objectContaining({
        code: "DISCOUNT_CHANGED",
        message:
          'Cannot update discount "SPRING": it has changed since its etag was read; read it again, and decide anew',
      }),
    );
  });

  it.each(["first", "older", undefined])(
    "answers the very discount when nothing changes, given the etag %j",
    (etag) => {
      expect(revise(discount, { changes: { endTime: new Date(summer) }, etag }, later)).toBe(discount);
      expect(revise(discount, { changes: {}, etag }, later)).toBe(discount);
    },
  );

  it("refuses an end that the start which it keeps has passed", () => {
    expect(() => revise(discount, { changes: { endTime: made.now }, etag: undefined }, later)).toThrow(
      expect.objectContaining({ code: "DISCOUNT_WINDOW_EMPTY" }),
    );
  });
});

describe("assertUnchanged()", () => {
  const discount = discountFrom(draft, made);

  it("lets pass the etag of the discount, and none", () => {
    assertUnchanged("delete", discount, "first");
    assertUnchanged("delete", discount, undefined);
  });

  it("refuses another", () => {
    expect(() => assertUnchanged("delete", discount, "older")).toThrow(
      expect.objectContaining({ code: "DISCOUNT_CHANGED", message: expect.stringContaining("Cannot delete discount") }),
    );
  });
});

describe("stateAt()", () => {
  const at = (time: Date, offsetMs: number) => new Date(time.getTime() + offsetMs);

  it("is active from its start until just before its end", () => {
    const inSpring = discountFrom(draft, made);
    const times = [at(spring, -1), spring, at(summer, -1), summer];

    expect(times.map((time) => stateAt(inSpring, time))).toEqual(["scheduled", "active", "active", "expired"]);
  });

  it("is active at any time when it has neither start nor end", () => {
    const unbounded = discountFrom({ ...draft, startTime: undefined, endTime: undefined }, made);

    expect([new Date(0), spring, summer].map((time) => stateAt(unbounded, time))).toEqual(Array(3).fill("active"));
  });

  it("knows a discount with a start alone, and one with an end alone", () => {
    const [withStart, withEnd] = [
      discountFrom({ ...draft, endTime: undefined }, made),
      discountFrom({ ...draft, startTime: undefined }, made),
    ];

    expect([made.now, summer].map((time) => stateAt(withStart, time))).toEqual(["scheduled", "active"]);
    expect([made.now, summer].map((time) => stateAt(withEnd, time))).toEqual(["active", "expired"]);
  });
});

describe("sameContent()", () => {
  it("does not look at what the service sets, and compares times by value", () => {
    const stored = discountFrom(draft, made);

    const later = discountFrom({ ...draft, startTime: new Date(spring) }, { now: summer, etag: "other" });

    expect(sameContent(stored, later)).toBe(true);
  });

  const off = (amount: string, currency = "USD") => ({ kind: "amountOff", amount: money(currency, amount) }) as const;
  const fixed: DiscountDraft = { ...draft, reduction: off("10") };

  it.each<[DiscountDraft, Partial<DiscountDraft>]>([
    [draft, { code: "AUTUMN" }],
    [draft, { reduction: { kind: "percentOff", basisPoints: 1_251 } }],
    [draft, { reduction: fixed.reduction }],
    [draft, { startTime: undefined }],
    [draft, { endTime: spring }],
    [fixed, { reduction: off("10.000000001") }],
    [fixed, { reduction: off("10", "EUR") }],
    [fixed, { reduction: draft.reduction }],
  ])("sees what differs (%#)", (discount, change) => {
    expect(sameContent(discount, discount)).toBe(true);
    expect(sameContent(discount, { ...discount, ...change })).toBe(false);
  });
});
