import { randomUUID } from "node:crypto";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { type Client, RpcError } from "@hexmart/grpc";
import type { Shop } from "./shop.ts";
import { connectTo } from "./sql.ts";

export const services = ["identity", "discount", "product", "shopping-cart"] as const;

type Carts = Client<typeof ShoppingCartService>;

const username = "robin";
const item = { productId: "01900000-0000-7000-8000-000000000003", quantity: 1, color: "Red", discountCode: "CODE_100" };

export async function lesson(shop: Shop): Promise<void> {
  using carts = shop.connect(ShoppingCartService, "shopping-cart");
  await carts.createShoppingCart({ username });
  await loseAService(shop, carts);
  await loseAnAnswer(carts);
  await loseTime(shop, carts);
  await loseTheDatabase(shop, carts);
  await stopForAnUpdate(shop, carts);
}

// #region add
/** Adds one piece. Whoever tries again says by the request id that it is still the same piece. */
async function add(carts: Carts, requestId: string): Promise<void> {
  async function* requests() {
    yield { username, items: [{ ...item, requestId }] };
  }
  await carts.addItems(requests());
}
// #endregion add

async function pieces(carts: Carts): Promise<number> {
  const { shoppingCart } = await carts.getShoppingCart({ username });
  return (shoppingCart?.items ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
}

async function loseAService(shop: Shop, carts: Carts): Promise<void> {
  console.log("\nKill discount, and add an item that needs it");
  await shop.services.get("discount")?.kill();
  const requestId = randomUUID();
  await add(carts, requestId).catch(tell);
  console.log(`  ${await pieces(carts)} pieces in the cart`);

  console.log("Start it again, and add the same until that works");
  await shop.start("discount");
  await persistently(() => add(carts, requestId));
  console.log(`  ${await pieces(carts)} piece in the cart`);
}

async function loseAnAnswer(carts: Carts): Promise<void> {
  console.log("\nThe answer is lost on its way, and so the same is sent three times");
  const requestId = randomUUID();
  for (let attempt = 0; attempt < 3; attempt++) await add(carts, requestId);
  console.log(`  ${await pieces(carts)} pieces in the cart`);
}

async function loseTime(shop: Shop, carts: Carts): Promise<void> {
  console.log("\nPostgreSQL does not answer, and the caller has 300 ms");
  await using database = await connectTo(shop, "shopping-cart");
  await database.query("begin; lock table carts");
  await carts.getShoppingCart({ username }, { timeoutMs: 300 }).catch(tell);
  await database.query("rollback");
  console.log(`  it does again: ${await pieces(carts)} pieces in the cart`);
}

async function loseTheDatabase(shop: Shop, carts: Carts): Promise<void> {
  console.log("\nKill PostgreSQL, and start it on what it had on disk");
  await shop.postgres.crash();
  console.log(`  ${await persistently(() => pieces(carts))} pieces in the cart`);
}

async function stopForAnUpdate(shop: Shop, carts: Carts): Promise<void> {
  console.log("\nWatch the cart, and ask its server to stop, as an update does");
  let seen = 0;
  try {
    for await (const { shoppingCart } of carts.watchShoppingCart({ username })) {
      console.log(`  ${shoppingCart?.itemCount} item in the cart`);
      if (++seen === 1) void shop.services.get("shopping-cart")?.stop();
    }
  } catch (error) {
    tell(error);
  }
}

// #region persistently
/** Makes a call until it gets through. Only an error that says "not now" is worth another try. */
async function persistently<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RpcError) || error.code !== "UNAVAILABLE") throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
// #endregion persistently

function tell(error: unknown): void {
  if (!(error instanceof RpcError)) throw error;
  const { retryInfo } = error.details;
  const when = retryInfo?.retryDelay ? `, again in ${retryInfo.retryDelay.seconds} s` : "";
  console.log(`  ${error.code}: ${error.message}${when}`);
}
