import { DiscountState } from "@hexmart/contracts/discount/v1/discount";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openService, violating } from "./service.ts";

describe("the discount service", () => {
  let service: Awaited<ReturnType<typeof openService>>;
  let discounts: ReturnType<typeof service.clientWith>;

  beforeAll(async () => {
    service = await openService();
    discounts = service.clientWith();
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it("answers a seeded discount exactly", async () => {
    const { discount } = await discounts.getDiscount({ code: "CODE_200" });

    expect(discount).toMatchObject({
      code: "CODE_200",
      reduction: { case: "amountOff", value: { currencyCode: "USD", units: 200n, nanos: 0 } },
      state: DiscountState.ACTIVE,
      etag: expect.stringMatching(/./),
    });
  });

  it("answers NOT_FOUND and names the discount for a code that does not exist", async () => {
    await expect(discounts.getDiscount({ code: "NOPE" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: 'Discount "NOPE" does not exist',
      details: { resourceInfo: { resourceType: "hexmart.discount.v1.Discount", resourceName: "NOPE" } },
    });
  });

  it("refuses an empty code, and names the field", async () => {
    await expect(discounts.getDiscount({})).rejects.toMatchObject(violating("code"));
  });

  it("answers a batch in the order asked for, and the unknown codes by name", async () => {
    const batch = await discounts.batchGetDiscounts({ codes: ["CODE_300", "NOPE", "CODE_100"] });

    expect(batch.discounts.map(({ code }) => code)).toEqual(["CODE_300", "CODE_100"]);
    expect(batch.notFoundCodes).toEqual(["NOPE"]);
  });

  it.each([
    ["an empty batch", []],
    ["a code twice in a batch", ["A", "A"]],
  ])("refuses %s, and names the field", async (_what, codes) => {
    await expect(discounts.batchGetDiscounts({ codes })).rejects.toMatchObject(violating("codes"));
  });

  it("lists page by page, in the order of the codes, and says where the list ends", async () => {
    const first = await discounts.listDiscounts({ pageSize: 2, state: DiscountState.ACTIVE });
    const last = await discounts.listDiscounts({ pageToken: first.nextPageToken, state: DiscountState.ACTIVE });

    expect(first.discounts.map(({ code }) => code)).toEqual(["CODE_100", "CODE_200"]);
    expect(last.discounts.map(({ code }) => code)).toEqual(["CODE_300"]);
    expect(last.nextPageToken).toBe("");
  });

  it("takes a page size that is too large for the largest, and none for the usual", async () => {
    const pages = [{ pageSize: 1_000_000 }, { pageSize: 0 }].map((request) => discounts.listDiscounts(request));

    expect((await Promise.all(pages)).map((page) => page.discounts.length)).toEqual([3, 3]);
  });

  it("lists nothing in a state that no discount has", async () => {
    expect(await discounts.listDiscounts({ state: DiscountState.EXPIRED })).toMatchObject({
      discounts: [],
      nextPageToken: "",
    });
  });

  it("refuses the page token of a list with another state, and one that somebody made up", async () => {
    const { nextPageToken } = await discounts.listDiscounts({ pageSize: 1 });
    const refused = violating("page_token");

    await expect(
      discounts.listDiscounts({ pageToken: nextPageToken, state: DiscountState.EXPIRED }),
    ).rejects.toMatchObject(refused);
    await expect(discounts.listDiscounts({ pageToken: "bWFkZSB1cA" })).rejects.toMatchObject(refused);
    await expect(discounts.listDiscounts({ pageToken: "not/base64url" })).rejects.toMatchObject(refused);
  });

  it("refuses a page size below nothing", async () => {
    await expect(discounts.listDiscounts({ pageSize: -1 })).rejects.toMatchObject(violating("page_size"));
  });

  it.each([
    ["without the scope", { scopes: ["product.read"] }, "PERMISSION_DENIED"],
    ["for another audience", { audience: "urn:hexmart:product" }, "UNAUTHENTICATED"],
    ["that has expired", { expiresInSeconds: -600 }, "UNAUTHENTICATED"],
    ["signed by somebody else", { otherKey: true }, "UNAUTHENTICATED"],
  ])("refuses a token %s", async (_what, token, code) => {
    await expect(service.clientWith(token).getDiscount({ code: "CODE_100" })).rejects.toMatchObject({ code });
  });

  it("refuses a call without a token", async () => {
    await expect(service.anonymous.getDiscount({ code: "CODE_100" })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });

  it("says UNAVAILABLE, and when to try again, while its database is away", async () => {
    service.relay.goDown();

    await expect(discounts.getDiscount({ code: "CODE_100" })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      details: { retryInfo: { retryDelay: { seconds: 1n } } },
    });

    service.relay.comeBack();
    expect(await discounts.getDiscount({ code: "CODE_100" })).toMatchObject({ discount: { code: "CODE_100" } });
  });
});
