import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type DiscountSchema, DiscountState } from "@hexmart/contracts/discount/v1/discount";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openService, violating } from "./service.ts";

const now = Date.now();
const day = 24 * 60 * 60 * 1_000;
const [yesterday, tomorrow] = [-day, day].map((offset) => timestampFromDate(new Date(now + offset)));

const about = (resourceName: string) => ({
  resourceInfo: { resourceType: "hexmart.discount.v1.Discount", resourceName },
});

let codes = 0;
/** A discount with a code of its own. */
const draft = (more: MessageInitShape<typeof DiscountSchema> = {}) => ({
  code: `MANAGED_${++codes}`,
  reduction: { case: "percentOff", value: { basisPoints: 1_250 } } as const,
  ...more,
});

describe("the discount service, managed", () => {
  let service: Awaited<ReturnType<typeof openService>>;
  let manager: ReturnType<typeof service.clientWith>;

  beforeAll(async () => {
    service = await openService();
    manager = service.clientWith({ clientId: "manager", scopes: ["discount.read", "discount.write"] });
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it("creates a discount, and sets itself what is its own to set", async () => {
    const smuggled = { etag: "mine", state: DiscountState.EXPIRED, createTime: yesterday };
    const { code, reduction } = draft();

    const { discount } = await manager.createDiscount({
      discount: { code, reduction, endTime: tomorrow, ...smuggled },
    });

    expect(discount).toMatchObject({ code, reduction, endTime: tomorrow, state: DiscountState.ACTIVE });
    expect(discount?.etag).not.toBe("mine");
    expect(discount?.createTime).not.toEqual(yesterday);
    expect(await manager.getDiscount({ code })).toMatchObject({ discount });
  });

  it("answers the stored one when it is created again, and ALREADY_EXISTS when that says something else", async () => {
    const discount = draft();
    const first = await manager.createDiscount({ discount });

    expect(await manager.createDiscount({ discount })).toEqual(first);
    await expect(manager.createDiscount({ discount: { ...discount, endTime: tomorrow } })).rejects.toMatchObject({
      code: "ALREADY_EXISTS",
      details: about(discount.code),
    });
  });

  it.each([
    ["without a reduction", { code: "NONE" }, "discount"],
    ["that ends before it starts", draft({ startTime: tomorrow, endTime: yesterday }), "discount"],
    ["with a code that nobody can type", draft({ code: "früh" }), "discount.code"],
  ])("refuses a discount %s, and names the field", async (_what, discount, field) => {
    await expect(manager.createDiscount({ discount })).rejects.toMatchObject(violating(field));
  });

  it("tells the state of each discount, in an answer about one and in a batch", async () => {
    const expired = draft({ endTime: yesterday });
    const scheduled = draft({ startTime: tomorrow });
    for (const discount of [expired, scheduled]) await manager.createDiscount({ discount });

    const { discounts } = await manager.batchGetDiscounts({ codes: [expired.code, scheduled.code] });
    const { discount } = await manager.getDiscount({ code: expired.code });

    expect(discounts.map(({ state }) => state)).toEqual([DiscountState.EXPIRED, DiscountState.SCHEDULED]);
    expect(discount?.state).toBe(DiscountState.EXPIRED);
  });

  it("lists only discounts in the state that was asked for", async () => {
    const expired = draft({ endTime: yesterday });
    await manager.createDiscount({ discount: expired });
    await manager.createDiscount({ discount: draft() });

    const { discounts } = await manager.listDiscounts({ state: DiscountState.EXPIRED });

    expect(discounts.map(({ code }) => code)).toContain(expired.code);
    expect(new Set(discounts.map(({ state }) => state))).toEqual(new Set([DiscountState.EXPIRED]));
  });

  it("changes what the mask names, and only that", async () => {
    const { code, reduction } = draft();
    const { discount: created } = await manager.createDiscount({ discount: { code, reduction, endTime: tomorrow } });

    const { discount: updated } = await manager.updateDiscount({
      discount: {
        code,
        reduction: { case: "amountOff", value: { currencyCode: "USD", units: 5n } },
        endTime: yesterday,
      },
      updateMask: { paths: ["amount_off"] },
    });

    expect(updated).toMatchObject({
      reduction: { case: "amountOff", value: { units: 5n } },
      endTime: tomorrow,
      createTime: created?.createTime,
    });
    expect(updated?.etag).not.toBe(created?.etag);
  });

  it("clears a time that the mask names and that is not set, so that an expired discount comes back", async () => {
    const discount = draft({ endTime: yesterday });
    await manager.createDiscount({ discount });

    const { discount: updated } = await manager.updateDiscount({
      discount: { code: discount.code },
      updateMask: { paths: ["end_time"] },
    });

    expect(updated).toMatchObject({ state: DiscountState.ACTIVE });
    expect(updated?.endTime).toBeUndefined();
  });

  it("refuses, by ABORTED, the later of two changes to what both have read", async () => {
    const { discount: read } = await manager.createDiscount({ discount: draft() });
    const { code = "", etag = "" } = read ?? {};
    const winning = { discount: { code, etag, startTime: yesterday }, updateMask: { paths: ["start_time"] } };
    const { discount: won } = await manager.updateDiscount(winning);

    await expect(
      manager.updateDiscount({ discount: { code, etag, endTime: tomorrow }, updateMask: { paths: ["end_time"] } }),
    ).rejects.toMatchObject({ code: "ABORTED", message: expect.stringContaining(code), details: about(code) });
    await expect(manager.deleteDiscount({ code, etag })).rejects.toMatchObject({ code: "ABORTED" });
    expect(await manager.updateDiscount(winning)).toMatchObject({ discount: { etag: won?.etag } });
  });

  it("refuses to let a discount end before the start that it keeps", async () => {
    const discount = draft({ startTime: tomorrow });
    await manager.createDiscount({ discount });

    await expect(
      manager.updateDiscount({ discount: { code: discount.code, endTime: yesterday } }),
    ).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      details: { preconditionFailure: { violations: [{ type: "DISCOUNT_WINDOW_EMPTY", subject: discount.code }] } },
    });
  });

  it("deletes a discount, and says NOT_FOUND from then on", async () => {
    const { discount } = await manager.createDiscount({ discount: draft() });
    const { code = "", etag = "" } = discount ?? {};

    await manager.deleteDiscount({ code, etag });

    const gone = { code: "NOT_FOUND", details: about(code) };
    await expect(manager.deleteDiscount({ code })).rejects.toMatchObject(gone);
    await expect(manager.updateDiscount({ discount: { code } })).rejects.toMatchObject(gone);
    await expect(manager.getDiscount({ code })).rejects.toMatchObject(gone);
  });

  it("lets nobody write who may only read", async () => {
    const reader = service.clientWith();
    const refused = { code: "PERMISSION_DENIED", details: { errorInfo: { reason: "SCOPE_MISSING" } } };

    await expect(reader.createDiscount({ discount: draft() })).rejects.toMatchObject(refused);
    await expect(reader.updateDiscount({ discount: { code: "CODE_100" } })).rejects.toMatchObject(refused);
    await expect(reader.deleteDiscount({ code: "CODE_100" })).rejects.toMatchObject(refused);
  });
});
