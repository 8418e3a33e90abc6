import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type BulkInsertProductsResponse, ProductService, ProductStatus } from "@hexmart/contracts/product/v1/product";
import { type Client, RpcError } from "@hexmart/grpc";
import type { Shop } from "./shop.ts";
import { connectTo } from "./sql.ts";

export const services = ["identity", "product"] as const;

type Products = Client<typeof ProductService>;

/** Long, so that few messages are many bytes. */
const DESCRIPTION = "A phone, described at length. ".repeat(60);

/** So many messages of a hundred products; each is made when the one before has left. One product has no name. */
async function* chunks(requestId: string, count: number, onSent: (chunks: number) => unknown) {
  for (let chunk = 0; chunk < count; chunk++) {
    const products = Array.from({ length: 100 }, (_, place) => ({
      name: chunk === 1 && place === 34 ? "" : `Phone ${chunk}.${place}`,
      description: DESCRIPTION,
      price: { currencyCode: "USD", units: 199n },
      status: ProductStatus.IN_STOCK,
    }));
    yield { requestId, products };
    await onSent(chunk + 1);
  }
}

export async function lesson(shop: Shop): Promise<void> {
  using products = shop.connect(ProductService, "product");
  await pressBack(shop, products);
  await sendAgain(shop, products);
  await goOn(shop, products);
  await killTheWorker(shop);
}

async function pressBack(shop: Shop, products: Products): Promise<void> {
  console.log("\nPostgreSQL is busy, and somebody sends fifty chunks");
  await using database = await connectTo(shop, "product");
  await database.query("begin; lock table products in exclusive mode");
  let sent = 0;
  const call = products.bulkInsertProducts(chunks(randomUUID(), 50, (chunks) => (sent = chunks)));
  for (let before = -1; sent !== before || sent === 0; await delay(300)) before = sent;
  console.log(`  ${sent} have left, and the others are not even made`);
  await database.query("commit");
  console.log("It has time again");
  report(await call);
}

async function sendAgain(shop: Shop, products: Products): Promise<void> {
  console.log("\nSend ten chunks, and kill the server in the middle of it");
  await using database = await connectTo(shop, "product");
  const requestId = randomUUID();
  const stored = async () => {
    const sql = "select count(*)::int from bulk_insert_chunks where request_id = $1";
    return (await database.query<{ count: number }>(sql, [requestId])).rows[0]?.count ?? 0;
  };
  let restarted: Promise<unknown> | undefined;
  const send = () =>
    products.bulkInsertProducts(
      chunks(requestId, 10, async (sent) => {
        if (sent < 6 || restarted !== undefined) return;
        while ((await stored()) === 0);
        restarted = restart(shop);
        await restarted;
      }),
    );
  report(await persistently(send));
  console.log("Send the same once more, though all of it is in");
  report(await send());
}

/** Makes a call until its server is there. A program that nobody watches waits longer after every failure. */
async function persistently<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (let failures = 0; ; failures++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RpcError) || error.code !== "UNAVAILABLE") throw error;
      if (failures === 0) console.log("  UNAVAILABLE: the same again");
      await delay(250);
    }
  }
}

async function goOn(shop: Shop, products: Products): Promise<void> {
  console.log("\nRead the catalogue by one stream, and kill its server after 20 messages");
  const ids: string[] = [];
  let messages = 0;
  // #region go-on
  async function read(): Promise<void> {
    for await (const message of products.streamProducts({ afterId: ids.at(-1) ?? "" })) {
      ids.push(...message.products.map(({ id }) => id));
      if (++messages === 20) void restart(shop);
    }
  }
  // #endregion go-on
  await persistently(read);
  console.log(`  ${ids.length} products came, of which ${ids.length - new Set(ids).size} came twice`);
}

async function restart(shop: Shop): Promise<void> {
  await shop.services.get("product")?.kill();
  await shop.start("product");
}

async function killTheWorker(shop: Shop): Promise<void> {
  console.log("\nStart the product worker on a run of 20,000, and kill it in the middle");
  await using database = await connectTo(shop, "product");
  const count = async () =>
    (await database.query<{ count: number }>("select count(*)::int from products")).rows[0]?.count ?? 0;
  const before = await count();
  const told = { BATCH_SIZE: "20000", MAX_CYCLES: "1", DEADLINE_MS: "60000" };
  const worker = await shop.start("product-worker", told);
  while ((await count()) === before);
  await worker.kill();
  console.log(`  ${(await count()) - before} products were stored`);

  console.log("Start it again");
  const second = await shop.start("product-worker", told);
  await second.exited;
  for (const { event, inserted } of shop.events.filter(({ service }) => service === "product-worker")) {
    if (event === "products.run_resumed") console.log("  it goes on with the run that was begun");
    if (event === "products.inserted") console.log(`  ${inserted} inserted`);
  }
  console.log(`  ${(await count()) - before} products were stored`);
}

function report({ insertedCount, duplicateCount, invalidCount, results }: BulkInsertProductsResponse): void {
  console.log(`  ${insertedCount} inserted, ${duplicateCount} duplicate, ${invalidCount} invalid`);
  for (const { index, violations } of results) {
    for (const { field, description } of violations) console.log(`    product ${index}: ${field} ${description}`);
  }
}
