import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { query } from "../database.ts";
import { type System, startSystem, until } from "../system.ts";

const KILLS = 10;
const RUN_SIZE = 2_000;

/** Every worker is killed in the middle of its runs, and started again on the same state folder. */
describe(`${KILLS} kills of each worker`, () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem();
  }, 180_000);
  afterAll(async () => {
    await system?.[Symbol.asyncDispose]();
  });

  const count = async (service: "product" | "shopping-cart", sql: string) => {
    const [row] = await query<{ count: string | null }>(system, service, sql);
    return Number(row?.count ?? 0);
  };
  const eventsOf = (service: string, event: string, seen = 0) =>
    system.events.slice(seen).filter((record) => record.service === service && record.event === event);

  /**
   * Starts and kills a worker: as soon as it is up, as soon as it has a token, which it obtains to call somebody, or as soon
   * as more is stored, which is in the middle of a run. At last it may finish what is pending.
   */
  async function kill(worker: "product-worker" | "shopping-cart-worker", told: object, stored: () => Promise<number>) {
    const environment = { ...told, INTERVAL_MS: "0", DEADLINE_MS: "60000" };
    const moments = [
      async (seen: number) => eventsOf(worker, "ready", seen).length > 0,
      async (seen: number) => eventsOf(worker, "token.obtained", seen).length > 0,
      async (_: number, before: number) => (await stored()) > before,
    ];
    for (let kills = 0; kills < KILLS; kills++) {
      const seen = system.events.length;
      const before = await stored();
      const moment = moments[kills % moments.length];
      const { kill } = await system.start(worker, environment);
      await until(async () => moment?.(seen, before), { what: `${worker} is in the middle of its run ${kills}` });
      await kill();
    }
    const { exited } = await system.start(worker, { ...environment, MAX_CYCLES: "1" });
    expect(await exited).toBe(0);
  }

  it("leave no product twice and no run in part", async () => {
    const stored = () => count("product", "select count(*) from products");
    await kill("product-worker", { BATCH_SIZE: `${RUN_SIZE}` }, stored);

    const runs = await query<{ products: string; names: string }>(
      system,
      "product",
      `select count(*) as products, count(distinct name) as names from products
        where name like 'WorkerProduct_%' group by description`,
    );
    expect(runs.length).toBeGreaterThan(0);
    expect(new Set(runs.map(({ products, names }) => `${products} products, ${names} names`))).toEqual(
      new Set([`${RUN_SIZE} products, ${RUN_SIZE} names`]),
    );
    expect(eventsOf("product-worker", "products.run_resumed").length).toBeGreaterThan(0);
  }, 300_000);

  it("leave no item twice: each product is in the cart as often as there were runs", async () => {
    using carts = system.connectAs(ShoppingCartService, "shopping-cart", ["cart.read", "cart.write", "cart.any_owner"]);
    const username = "killed";
    await carts.createShoppingCart({ username });
    const told = { CART_USERNAME: username, MAX_PRODUCTS: "1500", CART_MAX_ITEMS: "100000", DISCOUNT_CODE: "-" };
    const pieces = `select sum(quantity) as count from cart_items where username = '${username}'`;
    await kill("shopping-cart-worker", told, () => count("shopping-cart", pieces));

    const quantities = await query<{ quantity: number; items: string }>(
      system,
      "shopping-cart",
      `select quantity, count(*) as items from cart_items where username = '${username}' group by quantity`,
    );
    const applied = await count(
      "shopping-cart",
      `select count(*) as count from applied_requests where username = '${username}'`,
    );
    expect(quantities).toEqual([{ quantity: applied / 1_500, items: "1500" }]);
    expect(eventsOf("shopping-cart-worker", "cart.run_resumed").length).toBeGreaterThan(0);
    // Runs that were begun: each is named by the event that it was resumed or done by, or both.
    const runs = ["cart.run_resumed", "cart.filled"].flatMap((event) => eventsOf("shopping-cart-worker", event));
    expect(new Set(runs.map(({ runId }) => runId)).size).toBeLessThanOrEqual(applied / 1_500);
  }, 300_000);
});
