import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { connect } from "@hexmart/grpc";
import type { Running } from "@hexmart/runtime";
import {
  createTestIssuer,
  type Relay,
  silentLogger,
  startRelay,
  type TestDatabase,
  testDatabase,
} from "@hexmart/testing";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { compose } from "#compose";

const audience = "urn:hexmart:discount";

const violating = (field: string) => ({
  code: "INVALID_ARGUMENT",
  details: { badRequest: { fieldViolations: [{ field }] } },
});

describe("the discount service", () => {
  const issuer = createTestIssuer();
  let database: TestDatabase;
  let relay: Relay;
  let service: Running;

  beforeAll(async () => {
    database = await testDatabase();
    relay = await startRelay(database.url);
    service = await compose(
      {
        GRPC_ADDRESS: "127.0.0.1:0",
        DATABASE_URL: relay.url,
        ISSUER: issuer.issuer,
        AUDIENCE: audience,
        LOG_LEVEL: "info",
        SHUTDOWN_TIMEOUT_MS: 10_000,
      },
      { logger: silentLogger, fetch: issuer.fetch },
    );
  });
  afterAll(async () => {
    await service.drain();
    await relay[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  const connectWith = (token: Partial<Parameters<typeof issuer.mint>[0]> = {}) =>
    connect(DiscountService, {
      address: service.address ?? "",
      accessToken: () => issuer.mint({ clientId: "shopping-cart", scopes: ["discount.read"], audience, ...token }),
    });

  it("answers a seeded discount exactly", async () => {
    using discounts = connectWith();

    const { discount } = await discounts.getDiscount({ code: "CODE_200" });

    expect(discount).toMatchObject({
      code: "CODE_200",
      reduction: { case: "amountOff", value: { currencyCode: "USD", units: 200n, nanos: 0 } },
    });
  });

  it("answers NOT_FOUND and names the discount for a code that does not exist", async () => {
    using discounts = connectWith();

    await expect(discounts.getDiscount({ code: "NOPE" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: 'Discount "NOPE" does not exist',
      details: { resourceInfo: { resourceType: "hexmart.discount.v1.Discount", resourceName: "NOPE" } },
    });
  });

  it("refuses an empty code, and names the field", async () => {
    using discounts = connectWith();

    await expect(discounts.getDiscount({})).rejects.toMatchObject(violating("code"));
  });

  it("answers a batch in the order asked for, and the unknown codes by name", async () => {
    using discounts = connectWith();

    const batch = await discounts.batchGetDiscounts({ codes: ["CODE_300", "NOPE", "CODE_100"] });

    expect(batch.discounts.map(({ code }) => code)).toEqual(["CODE_300", "CODE_100"]);
    expect(batch.notFoundCodes).toEqual(["NOPE"]);
  });

  it.each([
    ["an empty batch", []],
    ["a code twice in a batch", ["A", "A"]],
  ])("refuses %s, and names the field", async (_what, codes) => {
    using discounts = connectWith();

    await expect(discounts.batchGetDiscounts({ codes })).rejects.toMatchObject(violating("codes"));
  });

  it.each([
    ["without the scope", { scopes: ["product.read"] }, "PERMISSION_DENIED"],
    ["for another audience", { audience: "urn:hexmart:product" }, "UNAUTHENTICATED"],
    ["that has expired", { expiresInSeconds: -600 }, "UNAUTHENTICATED"],
    ["signed by somebody else", { otherKey: true }, "UNAUTHENTICATED"],
  ])("refuses a token %s", async (_what, token, code) => {
    using discounts = connectWith(token);

    await expect(discounts.getDiscount({ code: "CODE_100" })).rejects.toMatchObject({ code });
  });

  it("refuses a call without a token", async () => {
    using discounts = connect(DiscountService, { address: service.address ?? "" });

    await expect(discounts.getDiscount({ code: "CODE_100" })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("says UNAVAILABLE, and when to try again, while its database is away", async () => {
    using discounts = connectWith();
    relay.goDown();

    await expect(discounts.getDiscount({ code: "CODE_100" })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      details: { retryInfo: { retryDelay: { seconds: 1n } } },
    });

    relay.comeBack();
    expect(await discounts.getDiscount({ code: "CODE_100" })).toMatchObject({ discount: { code: "CODE_100" } });
  });
});
