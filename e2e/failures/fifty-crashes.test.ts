import { randomUUID } from "node:crypto";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { fromParts, type MoneyParts, money, multiply } from "@hexmart/money";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { query } from "../database.ts";
import { type System, startSystem } from "../system.ts";
import { startWriters } from "./writers.ts";

const CRASHES = 50;
const victims = ["product", "shopping-cart", "PostgreSQL"] as const;

describe(`${CRASHES} crashes of the product service, the cart service and PostgreSQL`, () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem();
  }, 180_000);
  afterAll(async () => {
    await system?.[Symbol.asyncDispose]();
  });

  async function crash(victim: (typeof victims)[number]): Promise<void> {
    if (victim === "PostgreSQL") return await system.postgres.crash();
    await system.services.get(victim)?.kill();
    await system.start(victim);
  }

  it("lose nothing that was acknowledged, and nothing is stored twice", async () => {
    const username = `crash-${randomUUID()}`;
    const cartScopes = ["cart.read", "cart.write", "cart.any_owner"];
    {
      using carts = system.connectAs(ShoppingCartService, "shopping-cart", cartScopes);
      await carts.createShoppingCart({ username });
    }
    using writers = startWriters(system, username);

    // #region crashes
    for (let index = 0; index < CRASHES; index++) {
      // In the middle of the streams, at another place each time.
      await writers.sent(1 + ((index * 7) % 11));
      await crash(victims[index % victims.length] ?? "product");
      // The next one is to meet writers that got through.
      await writers.acknowledged();
    }
    const { products, pieces } = await writers.finish();
    // #endregion crashes

    const stored = await query<{ name: string }>(
      system,
      "product",
      `select name from products where name like '${username} %'`,
    );
    expect(stored.map(({ name }) => name).sort()).toEqual([...products].sort());

    using carts = system.connectAs(ShoppingCartService, "shopping-cart", cartScopes);
    const { shoppingCart } = await carts.getShoppingCart({ username });
    expect(new Map(shoppingCart?.items.map(({ color, quantity }) => [color, quantity]))).toEqual(pieces);
    const bought = [...pieces.values()].reduce((sum, quantity) => sum + quantity, 0);
    expect(shoppingCart?.totals.map(({ total }) => fromParts(total as MoneyParts))).toEqual([
      multiply(money("USD", "299"), bought),
    ]);
    console.info(`${products.length} products and ${bought} pieces were acknowledged, and are there once.`);
  }, 900_000);
});
