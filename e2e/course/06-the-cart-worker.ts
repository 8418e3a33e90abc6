import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Shop } from "./shop.ts";
import { connectTo } from "./sql.ts";

export const services = ["identity", "product", "discount", "shopping-cart"] as const;

const PRODUCTS = 10_000;

export async function lesson(shop: Shop): Promise<void> {
  await using database = await connectTo(shop, "shopping-cart");
  const makeProducts = { MAX_CYCLES: "1", BATCH_SIZE: `${PRODUCTS}` };
  await (await shop.start("product-worker", makeProducts)).exited;
  console.log(`The product worker has made ${PRODUCTS} products`);

  const items = async () => {
    const sql = "select count(*)::int, max(quantity) as most from cart_items where discount_code = 'CODE_100'";
    const { rows } = await database.query<{ count: number; most: number }>(sql);
    return rows[0] ?? { count: 0, most: 0 };
  };

  console.log("\nStart the cart worker, and kill it in the middle of its run");
  const told = {
    CART_USERNAME: "swn",
    MAX_PRODUCTS: `${PRODUCTS}`,
    CART_MAX_ITEMS: "100000",
    MAX_CYCLES: "1",
    DEADLINE_MS: "60000",
  };
  const first = await shop.start("shopping-cart-worker", told);
  while ((await items()).count === 0);
  await first.kill();
  console.log(`  ${(await items()).count} of ${PRODUCTS} items are in the cart`);
  await showDisk(shop);

  console.log("\nStart it again");
  const second = await shop.start("shopping-cart-worker", told);
  await second.exited;
  for (const { event, added, duplicates } of shop.events) {
    if (event === "cart.run_resumed") console.log("  it goes on with the run that was begun");
    if (event !== "cart.filled") continue;
    const together = Number(added) + Number(duplicates);
    console.log(`  ${added} added, ${duplicates} were there already, together ${together}`);
  }
  const { count, most } = await items();
  console.log(`  ${count} items are in the cart, ${most} of each`);
  await showDisk(shop);
}

async function showDisk(shop: Shop): Promise<void> {
  const folder = shop.platform.stateDirectory("shopping-cart-worker");
  const text = await readFile(join(folder, "shopping-cart-worker.run.json"), "utf8").catch(() => undefined);
  const run = text && JSON.parse(text).run;
  console.log(`  on disk: ${run ? `a run for ${run.username}, begun ${run.time}` : "nothing"}`);
}
