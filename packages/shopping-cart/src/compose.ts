import { createTokenSource, createVerifier, type Fetch } from "@hexmart/auth";
import { policy } from "@hexmart/contracts/auth/v1/policy";
import { serve } from "@hexmart/grpc";
import { clientSecurity, serverSecurity } from "@hexmart/grpc/config";
import { openDatabase } from "@hexmart/postgres";
import type { Logger, Running } from "@hexmart/runtime";
import { toRpcError } from "#adapters/grpc/errors.ts";
import { shoppingCartHandlers } from "#adapters/grpc/handlers.ts";
import { connectCatalog, connectDiscounts } from "#adapters/grpc/prices.ts";
import { createMemoryCartRepository } from "#adapters/memory/cart-repository.ts";
import { listenToCartChanges } from "#adapters/postgres/cart-changes.ts";
import { createPostgresCartRepository } from "#adapters/postgres/cart-repository.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { entities } from "#adapters/postgres/schema.ts";
import { createUseCases } from "#app/index.ts";
import type { Config } from "#config";
import { UnavailableError } from "#domain/errors.ts";

/** How it was started, and what a test may put in the place of the real thing. */
type Overrides = {
  readonly logger: Logger;
  readonly signal?: AbortSignal;
  readonly once?: boolean;
  readonly fetch?: Fetch;
  readonly storage?: "PostgreSQL" | "memory";
};

export async function compose(config: Config, { logger, signal, once, fetch, storage }: Overrides): Promise<Running> {
  const { carts, changes, ping, close } = storage === "memory" ? inMemory() : await inPostgres(config, logger, signal);
  // Opening its database has migrated it.
  if (once) return { finished: Promise.resolve(), drain: close };
  const stopping = new AbortController();
  const identity = { issuer: config.ISSUER, ...(fetch && { fetch }) };
  const client = { ...identity, clientId: config.CLIENT_ID, privateKey: config.CLIENT_KEY, logger };
  const security = clientSecurity(config);
  const catalog = connectCatalog({
    security,
    address: config.PRODUCT_ADDRESS,
    tokens: createTokenSource({ ...client, resource: config.PRODUCT_AUDIENCE, scopes: ["product.read"] }),
  });
  const discounts = connectDiscounts({
    security,
    address: config.DISCOUNT_ADDRESS,
    tokens: createTokenSource({ ...client, resource: config.DISCOUNT_AUDIENCE, scopes: ["discount.read"] }),
  });
  const app = createUseCases({ carts, changes, catalog, discounts, now: () => new Date(), stopping: stopping.signal });
  await app.seedCart();
  const server = await serve({
    address: config.GRPC_ADDRESS,
    ...serverSecurity(config),
    services: [shoppingCartHandlers(app, logger)],
    auth: { policy, verify: createVerifier({ ...identity, audience: config.AUDIENCE }) },
    health: ping,
    mapError: toRpcError,
    logger,
  });
  return {
    address: server.address,
    health: ping,
    async drain() {
      // Streams that would go on for minutes: whoever watches goes on at another replica.
      stopping.abort(new UnavailableError("The server is shutting down: watch again, at another replica or later"));
      // The rest is for telling streams that it is over, and for closing what is below.
      await server.drain({ timeoutMs: 0.8 * config.SHUTDOWN_TIMEOUT_MS });
      catalog[Symbol.dispose]();
      discounts[Symbol.dispose]();
      await close();
    },
  };
}

async function inPostgres(config: Config, logger: Logger, signal: AbortSignal | undefined) {
  const database = await openDatabase({
    url: config.DATABASE_URL,
    entities,
    migrations,
    logger,
    ...(signal && { signal }),
  });
  return {
    carts: createPostgresCartRepository(database),
    changes: await listenToCartChanges(database),
    ping: (signal: AbortSignal) => database.ping(signal),
    close: () => database.close(),
  };
}

function inMemory() {
  const carts = createMemoryCartRepository();
  return { carts, changes: carts, ping: async () => {}, close: async () => {} };
}
