import { createClientKey } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { openShop, productId } from "./shop.ts";
import { startWorker } from "./worker.ts";

const products = (count: number) => Array.from({ length: count }, (_, at) => productId(at));

describe("the shopping-cart worker", () => {
  it("puts the newest products into the cart of its user, and says so in one line", async () => {
    await using shop = await openShop(products(30));
    await using worker = await startWorker(shop, { QUANTITY: 2 });

    await worker.finished;

    const items = products(30).toReversed().slice(0, 20);
    expect(await shop.itemsOf("swn")).toEqual(items.map((id) => ({ productId: id, color: "Black" })));
    expect(worker.filled()).toEqual([
      {
        level: "info",
        msg: expect.any(String),
        event: "cart.filled",
        username: "swn",
        runId: expect.any(String),
        added: 20,
        duplicates: 0,
        refused: 0,
        removed: 0,
        totals: [{ currency: "USD", listTotal: "396", discountTotal: "0", total: "396" }],
        durationMs: expect.any(Number),
        attempts: 1,
      },
    ]);
  });

  it("fills the cart that its configuration names, with the colour, the quantity and the code that it says", async () => {
    await using shop = await openShop(products(1));
    const sent: unknown[] = [];
    shop.trouble.watch = async (_, { items = [] }) => {
      sent.push(...items);
    };
    const wish = { CART_USERNAME: "alice", COLOR: "Red", QUANTITY: 7, DISCOUNT_CODE: "CODE_300" };
    await using worker = await startWorker(shop, wish);

    await worker.finished;

    expect(sent).toMatchObject([{ color: "Red", quantity: 7, discountCode: "CODE_300" }]);
    expect(await shop.itemsOf("alice")).toHaveLength(1);
  });

  it("creates the cart of a new user, with a token", async () => {
    await using shop = await openShop(products(1));
    await using worker = await startWorker(shop, { CART_USERNAME: "new" });

    await worker.finished;

    const created = shop.calls.filter(({ method }) => method === "createShoppingCart");
    expect(created.map(({ context }) => context.principal)).toEqual([
      expect.objectContaining({ clientId: "shopping-cart-worker", scopes: expect.arrayContaining(["cart.any_owner"]) }),
    ]);
    expect(await shop.itemsOf("new")).toHaveLength(1);
  });

  it("takes it well when somebody else creates the cart at the same time", async () => {
    await using shop = await openShop(products(1));
    shop.trouble.watch = async (moment, { method, context }) => {
      if (moment !== "begin" || method !== "createShoppingCart") return;
      await shop.carts.create("swn", { runId: "somebody else", signal: context.signal });
    };
    await using worker = await startWorker(shop);

    await worker.finished;

    expect(worker.filled()).toMatchObject([{ added: 1, attempts: 1 }]);
  });

  it("adds again in each cycle, and ends by itself after as many as it is told", async () => {
    await using shop = await openShop(products(3));
    await using worker = await startWorker(shop, { MAX_CYCLES: 3 });

    await worker.finished;

    expect(worker.filled()).toMatchObject([{ added: 3 }, { added: 3 }, { added: 3 }]);
    expect(new Set(worker.filled().map(({ runId }) => runId)).size).toBe(3);
  });

  it("obtains one token for each audience, however many cycles there are", async () => {
    await using shop = await openShop(products(3));
    await using worker = await startWorker(shop, { MAX_CYCLES: 3 });

    await worker.finished;

    expect(shop.identity.issued.toSorted((a, b) => a.resource.localeCompare(b.resource))).toEqual([
      { clientId: "shopping-cart-worker", resource: "urn:hexmart:product", scope: "product.read" },
      {
        clientId: "shopping-cart-worker",
        resource: "urn:hexmart:shopping-cart",
        scope: "cart.read cart.write cart.any_owner",
      },
    ]);
  });

  it("logs that it obtained a token, and neither the token nor the key", async () => {
    await using shop = await openShop(products(3));
    const key = createClientKey();
    await using worker = await startWorker(shop, { CLIENT_KEY: key });

    await worker.finished;

    expect(worker.lines.filter(({ event }) => event === "token.obtained")).toHaveLength(2);
    const log = JSON.stringify(worker.lines);
    for (const secret of [...shop.identity.tokens, key.d]) expect(log).not.toContain(secret);
  });

  it("names the run in every call, so that the logs of all services can be joined", async () => {
    await using shop = await openShop(products(3));
    await using worker = await startWorker(shop);

    await worker.finished;

    const [filled] = worker.filled();
    expect(new Set(shop.calls.map(({ context }) => context.requestId))).toEqual(new Set([filled?.runId]));
  });

  it("keeps the cart within its bound", async () => {
    await using shop = await openShop(products(40));
    await using worker = await startWorker(shop, { CART_MAX_ITEMS: 25, MAX_CYCLES: 3 });
    await shop.carts.create("swn", { runId: "test", signal: new AbortController().signal });

    await worker.finished;

    expect((await shop.itemsOf("swn"))?.length).toBeLessThanOrEqual(25);
  });

  it("has nothing to do when there are no products", async () => {
    await using shop = await openShop();
    await using worker = await startWorker(shop);

    await worker.finished;

    expect(worker.filled()).toMatchObject([{ added: 0, duplicates: 0, totals: [] }]);
  });

  it("reads the catalogue no faster than the cart takes it", async () => {
    await using shop = await openShop(products(10_000));
    let sent = 0;
    let received = 0;
    let lead = 0;
    shop.trouble.watch = async (moment, { method }) => {
      if (moment !== "chunk") return;
      if (method === "streamProducts") sent++;
      if (method !== "addItems") return;
      received++;
      // The cart takes its time: long enough for an eager reader to have read everything.
      for (let turns = 0; turns < 100; turns++) await new Promise(setImmediate);
      lead = Math.max(lead, sent - 10 * received);
    };
    // A hundred messages of products and ten of items, of some 380 KB each.
    const large = { MAX_PRODUCTS: 10_000, CART_MAX_ITEMS: 20_000, COLOR: "🟥".repeat(64) };
    await using worker = await startWorker(shop, large);

    await worker.finished;

    expect(worker.filled()).toMatchObject([{ added: 10_000 }]);
    expect(received).toBe(10);
    expect(lead).toBeLessThan(60);
  });
});
