import { createTokenSource, type Fetch } from "@hexmart/auth";
import { clientSecurity } from "@hexmart/grpc/config";
import { type Logger, type Pause, type Running, pause as realPause, retry, startLoop } from "@hexmart/runtime";
import { createProgress } from "@hexmart/runtime/worker";
import { v5, v7 } from "uuid";
import { openRunLog } from "#adapters/file/run-log.ts";
import { connectCarts } from "#adapters/grpc/carts.ts";
import { connectProducts } from "#adapters/grpc/products.ts";
import { createUseCases } from "#app/index.ts";
import type { Config } from "#config";

/** With `--once`, a run is given up after so many tries: the four waits between them take about seven seconds. */
const TRIES_ONCE = 5;

/** How it was started, and what a test may put in the place of the real thing. */
type Context = {
  readonly logger: Logger;
  readonly once?: boolean;
  readonly fetch?: Fetch;
  readonly pause?: Pause;
  readonly now?: () => Date;
};

export async function compose(
  config: Config,
  { logger, once = false, fetch, pause = realPause, now = () => new Date() }: Context,
): Promise<Running & { finished: Promise<void> }> {
  const runs = await openRunLog(config.STATE_DIRECTORY);
  const progress = createProgress(now);
  // #region tokens
  const client = { issuer: config.ISSUER, clientId: config.CLIENT_ID, privateKey: config.CLIENT_KEY, logger };
  const tokensFor = (resource: string, scopes: string[]) =>
    createTokenSource({ ...client, ...(fetch && { fetch }), resource, scopes });
  // #endregion tokens
  const deadlineMs = config.DEADLINE_MS;
  const security = clientSecurity(config);
  const products = connectProducts({
    address: config.PRODUCT_ADDRESS,
    tokens: tokensFor(config.PRODUCT_AUDIENCE, ["product.read"]),
    security,
    deadlineMs,
  });
  const carts = connectCarts({
    address: config.SHOPPING_CART_ADDRESS,
    tokens: tokensFor(config.SHOPPING_CART_AUDIENCE, ["cart.read", "cart.write", "cart.any_owner"]),
    security,
    deadlineMs,
  });
  const app = createUseCases({
    products,
    carts,
    runs,
    retry: (options, attempt) => retry({ ...options, pause, maxAttempts: once ? TRIES_ONCE : 0 }, attempt),
    logger,
    progress,
    now,
    // #region ids
    newId: () => v7({ msecs: now().getTime() }),
    requestIdOf: (runId, productId) => v5(productId, runId),
    // #endregion ids
  });

  const discountCode = config.DISCOUNT_CODE === "-" ? undefined : config.DISCOUNT_CODE;
  const options = {
    username: config.CART_USERNAME,
    wish: { color: config.COLOR, quantity: config.QUANTITY, discountCode },
    maxProducts: config.MAX_PRODUCTS,
    maxItems: config.CART_MAX_ITEMS,
  };
  const maxCycles = once ? 1 : config.MAX_CYCLES;
  const loop = startLoop({ intervalMs: config.INTERVAL_MS, maxCycles, pause }, (signal) =>
    app.fillCart({ ...options, signal }),
  );
  return {
    finished: loop.finished,
    health: progress.health,
    async drain() {
      // What the loop ended with is known by now: finished tells it.
      await loop.stop().catch(() => {});
      products[Symbol.dispose]();
      carts[Symbol.dispose]();
      runs[Symbol.dispose]();
    },
  };
}
