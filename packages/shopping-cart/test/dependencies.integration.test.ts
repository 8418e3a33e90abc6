import { RpcError } from "@hexmart/grpc";
import { describe, expect, it } from "@jest/globals";
import { P40 } from "./price-sources.ts";
import { chunksFor, openShop, want } from "./shop.ts";

const discounted = () => chunksFor("swn", [want(P40, 1, { discountCode: "CODE_100" })]);

/** Calls again until the other side has noticed that a service is back. */
async function eventually<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  const giveUp = AbortSignal.timeout(20_000);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (giveUp.aborted) throw error;
    }
  }
}

describe("AddItems", () => {
  it.each(["discount", "product"] as const)("says that the %s service is away and when to try again", async (away) => {
    await using shop = await openShop();
    await shop.worker.addItems(discounted());
    await shop[away].stop();

    await expect(shop.worker.addItems(discounted())).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining(`the ${away} service`),
      details: { retryInfo: { retryDelay: { seconds: 1n } } },
    });

    await shop[away].restart();
    expect(await eventually(() => shop.worker.addItems(discounted()))).toMatchObject({ mergedCount: 1n });
  });

  it("needs no discount service for items without a code", async () => {
    await using shop = await openShop();
    await shop.discount.stop();

    expect(await shop.worker.addItems(chunksFor("swn", [want(P40, 1)]))).toMatchObject({ addedCount: 1n });
  });

  it("says that no token is to be had while the identity server is away", async () => {
    await using shop = await openShop();
    await shop.worker.getShoppingCart({ username: "swn" });
    shop.identity.state.away = true;

    await expect(shop.worker.addItems(discounted())).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("identity"),
      details: { retryInfo: { retryDelay: { seconds: 1n } } },
    });
  });

  it("shows each service its own token, obtained once", async () => {
    await using shop = await openShop();
    for (let times = 0; times < 3; times++) await shop.worker.addItems(discounted());

    expect(shop.identity.issued.toSorted((a, b) => a.resource.localeCompare(b.resource))).toEqual([
      { clientId: "shopping-cart", resource: "urn:hexmart:discount", scope: "discount.read" },
      { clientId: "shopping-cart", resource: "urn:hexmart:product", scope: "product.read" },
    ]);
  });

  it("obtains a new token when a service refuses the one it has", async () => {
    await using shop = await openShop();
    await shop.worker.addItems(discounted());
    shop.identity.withdraw();

    expect(await shop.worker.addItems(discounted())).toMatchObject({ mergedCount: 1n });
    expect(shop.identity.issued).toHaveLength(4);
  });

  // #region deadline
  it("ends with the caller's deadline, and tells the services of it and of the caller's request id", async () => {
    await using shop = await openShop();
    const told = Promise.withResolvers<void>();
    shop.product.traffic.before = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          told.resolve();
          reject(signal.reason);
        });
      });
    const headers = { "x-request-id": "request-of-a-user" };

    await expect(shop.worker.addItems(discounted(), { timeoutMs: 500, headers })).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });

    await told.promise;
    const [call] = shop.product.traffic.calls;
    expect(call?.context.requestId).toBe("request-of-a-user");
    expect(call?.context.deadline.getTime()).toBeLessThan(Date.now() + 1_000);
  });
  // #endregion deadline

  it("says that a service has too much to do, and when to try again", async () => {
    await using shop = await openShop();
    shop.product.traffic.before = async () => {
      throw new RpcError("RESOURCE_EXHAUSTED", "64 calls are in flight");
    };

    await expect(shop.worker.addItems(discounted())).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: "Cannot ask the product service for prices: it has too much to do; try again",
      details: { retryInfo: { retryDelay: { seconds: 1n } } },
    });
  });

  it.each(["PERMISSION_DENIED", "INVALID_ARGUMENT"] as const)(
    "keeps to itself that it is refused: %s",
    async (code) => {
      await using shop = await openShop();
      shop.product.traffic.before = async () => {
        throw new RpcError(code, "a wrong setting");
      };

      await expect(shop.worker.addItems(discounted())).rejects.toMatchObject({
        code: "INTERNAL",
        message: expect.not.stringContaining("a wrong setting"),
      });
    },
  );

  it("does not take an answer that it cannot understand for a price", async () => {
    await using shop = await openShop();
    shop.product.products.set(P40, { id: P40, name: "P40" });

    await expect(shop.worker.addItems(discounted())).rejects.toMatchObject({ code: "INTERNAL" });
  });
});
