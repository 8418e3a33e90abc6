import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClientKey, recordingLogger } from "@hexmart/testing";
import { compose } from "#compose";
import type { Config } from "#config";
import type { openShop } from "./shop.ts";

/** Waits that take no time, but can be broken off. The turn of the event loop is for what the worker waits for. */
const noPause = async (_: number, signal: AbortSignal) => {
  await new Promise(setImmediate);
  signal.throwIfAborted();
};

/** A folder for one test, such as the state of a worker that is started twice. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "hexmart-shopping-cart-worker-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** The composed worker, and what it logged. */
export async function startWorker(
  shop: Awaited<ReturnType<typeof openShop>>,
  config: Partial<Config> = {},
  overrides: Partial<Parameters<typeof compose>[1]> = {},
) {
  const logger = recordingLogger();
  const state = await temporaryFolder();
  const worker = await compose(
    {
      SHOPPING_CART_ADDRESS: shop.shoppingCart.address,
      SHOPPING_CART_AUDIENCE: "urn:hexmart:shopping-cart",
      PRODUCT_ADDRESS: shop.product.address,
      PRODUCT_AUDIENCE: "urn:hexmart:product",
      ISSUER: shop.identity.issuer,
      CLIENT_ID: "shopping-cart-worker",
      CLIENT_KEY: createClientKey(),
      CART_USERNAME: "swn",
      COLOR: "Black",
      DISCOUNT_CODE: "CODE_100",
      QUANTITY: 1,
      MAX_PRODUCTS: 20,
      CART_MAX_ITEMS: 500,
      STATE_DIRECTORY: state.path,
      INTERVAL_MS: 3_000,
      DEADLINE_MS: 10_000,
      MAX_CYCLES: 1,
      LOG_LEVEL: "info",
      SHUTDOWN_TIMEOUT_MS: 10_000,
      ...config,
    },
    {
      logger,
      fetch: shop.identity.fetch,
      pause: noPause,
      ...overrides,
    },
  );
  const named = (event: string) => logger.lines.filter((line) => line.event === event);
  const failed = () => named("cart.fill_failed");
  return {
    lines: logger.lines,
    /** The lines of the cycles that were done, and of the tries that failed. */
    filled: () => named("cart.filled"),
    failed,
    /** Waits until so many tries have failed. */
    hasFailed: (times: number) => logger.until(() => failed().length >= times || undefined),
    finished: worker.finished,
    resumed: () => named("cart.run_resumed"),
    health: async () => worker.health?.(new AbortController().signal),
    drain: () => worker.drain(),
    async [Symbol.asyncDispose]() {
      await worker.drain();
      await state[Symbol.asyncDispose]();
    },
  };
}
