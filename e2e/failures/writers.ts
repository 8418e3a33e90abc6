import { randomUUID } from "node:crypto";
import { ProductService, ProductStatus } from "@hexmart/contracts/product/v1/product";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { RpcError } from "@hexmart/grpc";
import type { ServiceName } from "@hexmart/stack";
import { type System, until } from "../system.ts";

/** Writers that go on whatever dies, and remember what they were told was done. */
export type Writers = Disposable & {
  /** Resolves when they have sent so many more chunks, retries among them; rejects when one of them has failed. */
  sent(chunks: number): Promise<void>;
  /** Resolves when each of them has had another stream acknowledged; rejects when one of them has failed. */
  acknowledged(): Promise<void>;
  /** Ends both when what they are at is acknowledged too. */
  finish(): Promise<Acknowledged>;
};

export type Acknowledged = {
  /** The names of the products, each of which was sent once but for retries. */
  readonly products: readonly string[];
  /** How many pieces were added to the cart, by colour. */
  readonly pieces: ReadonlyMap<string, number>;
};

/** Of the product that is added in all colours; it costs 399 USD, and the code takes off 100. */
const a50 = "01900000-0000-7000-8000-000000000003";
const colors = ["Black", "Blue", "Green", "Red", "White"];

const CHUNKS = 4;
const CHUNK_SIZE = 25;

/** Starts to insert products and to fill the cart of a user, stream after stream. */
export function startWriters(system: System, username: string): Writers {
  let finishing = false;
  const abandoned = new AbortController();
  let sentChunks = 0;
  const streams = { products: 0, items: 0 };
  const products: string[] = [];
  const pieces = new Map<string, number>();

  async function* inChunks<Item, Message>(items: readonly Item[], toMessage: (chunk: Item[]) => Message) {
    for (let start = 0; start < items.length; start += CHUNK_SIZE) {
      yield toMessage(items.slice(start, start + CHUNK_SIZE));
      sentChunks++;
    }
  }

  async function insertProducts(): Promise<void> {
    const requestId = randomUUID();
    const names = Array.from({ length: CHUNKS * CHUNK_SIZE }, (_, index) => `${username} ${requestId} ${index}`);
    const price = { currencyCode: "USD", units: 1n };
    const toMessage = (chunk: string[]) => ({
      requestId,
      products: chunk.map((name) => ({ name, price, status: ProductStatus.IN_STOCK })),
    });
    const answer = await untilAcknowledged("product", async () => {
      using client = system.connectAs(ProductService, "product", ["product.write"]);
      return await client.bulkInsertProducts(inChunks(names, toMessage));
    });
    if (answer.insertedCount !== BigInt(names.length)) {
      throw new Error(`${answer.insertedCount} of ${names.length} products were inserted`);
    }
    products.push(...names);
    streams.products++;
  }

  async function fillCart(): Promise<void> {
    const items = Array.from({ length: CHUNKS * CHUNK_SIZE }, (_, index) => ({
      requestId: randomUUID(),
      productId: a50,
      quantity: 1 + (index % 3),
      color: colors[index % colors.length] ?? "",
      discountCode: "CODE_100",
    }));
    const answer = await untilAcknowledged("shopping-cart", async () => {
      using client = system.connectAs(ShoppingCartService, "shopping-cart", ["cart.write", "cart.any_owner"]);
      return await client.addItems(inChunks(items, (chunk) => ({ username, items: chunk })));
    });
    if (answer.addedCount + answer.mergedCount !== BigInt(items.length)) {
      throw new Error(`${answer.addedCount} + ${answer.mergedCount} of ${items.length} items were added`);
    }
    for (const { color, quantity } of items) pieces.set(color, (pieces.get(color) ?? 0) + quantity);
    streams.items++;
  }

  async function untilAcknowledged<Answer>(server: ServiceName, attempt: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      try {
        // A server that was killed is not there until it is started again.
        await until(() => abandoned.signal.aborted || system.services.has(server), { what: `${server} is back` });
        abandoned.signal.throwIfAborted();
        return await attempt();
      } catch (error) {
        // The one code that may be told of a crash: any other would be a promise broken.
        if (!(error instanceof RpcError) || error.code !== "UNAVAILABLE") throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  async function keepOn(write: () => Promise<void>): Promise<void> {
    while (!finishing) await write();
  }

  const finished = Promise.all([keepOn(insertProducts), keepOn(fillCart)]);
  const reached = (what: string, condition: () => boolean) =>
    Promise.race([until(condition, { what }), finished]).then(() => {});

  return {
    sent(chunks) {
      const enough = sentChunks + chunks;
      return reached(`${enough} chunks were sent`, () => sentChunks >= enough);
    },
    acknowledged() {
      const { products, items } = streams;
      return reached(
        "a stream of products and one of items were acknowledged",
        () => streams.products > products && streams.items > items,
      );
    },
    async finish() {
      finishing = true;
      await finished;
      return { products, pieces };
    },
    [Symbol.dispose]: () => abandoned.abort(),
  };
}
