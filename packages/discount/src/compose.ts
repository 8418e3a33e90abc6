import { createVerifier, type Fetch } from "@hexmart/auth";
import { policy } from "@hexmart/contracts/auth/v1/policy";
import { serve } from "@hexmart/grpc";
import { serverSecurity } from "@hexmart/grpc/config";
import { openDatabase } from "@hexmart/postgres";
import type { Logger, Running } from "@hexmart/runtime";
import { toRpcError } from "#adapters/grpc/errors.ts";
import { discountHandlers } from "#adapters/grpc/handlers.ts";
import { createPostgresDiscountRepository } from "#adapters/postgres/discount-repository.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { DiscountRow } from "#adapters/postgres/schema.ts";
import { createUseCases } from "#app/index.ts";
import type { Config } from "#config";

/** How it was started, and what a test may put in the place of the real thing. */
type Overrides = {
  readonly logger: Logger;
  readonly signal?: AbortSignal;
  readonly once?: boolean;
  readonly fetch?: Fetch;
};

export async function compose(config: Config, { logger, signal, once, fetch }: Overrides): Promise<Running> {
  const database = await openDatabase({
    url: config.DATABASE_URL,
    entities: [DiscountRow],
    migrations,
    logger,
    ...(signal && { signal }),
  });
  // Opening it has migrated it.
  if (once) return { finished: Promise.resolve(), drain: () => database.close() };
  const now = () => new Date();
  // #region compose
  const discounts = createPostgresDiscountRepository(database);
  const app = createUseCases({ discounts, now, newEtag: () => crypto.randomUUID() });
  await app.seedDiscounts();
  const health = (signal: AbortSignal) => database.ping(signal);
  const server = await serve({
    address: config.GRPC_ADDRESS,
    ...serverSecurity(config),
    services: [discountHandlers(app, now)],
    auth: {
      policy,
      verify: createVerifier({ issuer: config.ISSUER, audience: config.AUDIENCE, ...(fetch && { fetch }) }),
    },
    health,
    mapError: toRpcError,
    logger,
  });
  // #endregion compose
  return {
    address: server.address,
    health,
    async drain() {
      // The rest is for telling streams that it is over, and for closing what is below.
      await server.drain({ timeoutMs: 0.8 * config.SHUTDOWN_TIMEOUT_MS });
      await database.close();
    },
  };
}
