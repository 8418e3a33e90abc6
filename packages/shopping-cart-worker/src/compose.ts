import { createTokenSource, type Fetch } from "@hexmart/auth";
import { clientSecurity } from "@hexmart/grpc/config";
import { type Logger, type Pause, type Running, pause as realPause, retry, startLoop } from "@hexmart/runtime";
import { v5, v7 } from "uuid";
import { connectCarts } from "#adapters/grpc/carts.ts";
import { connectProducts } from "#adapters/grpc/products.ts";
import { createUseCases } from "#app/index.ts";
import type { Config } from "#config";

/** What a test may put in the place of the real thing. */
type Overrides = { readonly logger: Logger; readonly fetch?: Fetch; readonly pause?: Pause };

export async function compose(
  config: Config,
  { logger, fetch, pause = realPause }: Overrides,
): Promise<Running & { finished: Promise<void> }> {
  const client = { issuer: config.ISSUER, clientId: config.CLIENT_ID, privateKey: config.CLIENT_KEY, logger };
  const tokensFor = (resource: string, scopes: string[]) =>
    createTokenSource({ ...client, ...(fetch && { fetch }), resource, scopes });
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
    retry: (options, attempt) => retry({ ...options, pause }, attempt),
    logger,
    now: Date.now,
    newId: v7,
    requestIdOf: (runId, productId) => v5(productId, runId),
  });

  const discountCode = config.DISCOUNT_CODE === "-" ? undefined : config.DISCOUNT_CODE;
  const options = {
    username: config.CART_USERNAME,
    wish: { color: config.COLOR, quantity: config.QUANTITY, discountCode },
    maxProducts: config.MAX_PRODUCTS,
    maxItems: config.CART_MAX_ITEMS,
  };
  const loop = startLoop({ intervalMs: config.INTERVAL_MS, maxCycles: config.MAX_CYCLES, pause }, (signal) =>
    app.fillCart({ ...options, signal }),
  );
  return {
    finished: loop.finished,
    async drain() {
      await loop.stop();
      products[Symbol.dispose]();
      carts[Symbol.dispose]();
    },
  };
}
