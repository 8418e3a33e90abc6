import { createVerifier, type Fetch } from "@hexmart/auth";
import { policy } from "@hexmart/contracts/auth/v1/policy";
import { serve } from "@hexmart/grpc";
import { serverSecurity } from "@hexmart/grpc/config";
import { openDatabase } from "@hexmart/postgres";
import type { Logger, Running } from "@hexmart/runtime";
import { v7 as newId } from "uuid";
import { toRpcError } from "#adapters/grpc/errors.ts";
import { productHandlers } from "#adapters/grpc/handlers.ts";
import { createPostgresBulkInserts } from "#adapters/postgres/bulk-inserts.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { createPostgresProductRepository } from "#adapters/postgres/product-repository.ts";
import { entities } from "#adapters/postgres/schema.ts";
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
    entities,
    migrations,
    logger,
    ...(signal && { signal }),
  });
  // Opening it has migrated it.
  if (once) return { finished: Promise.resolve(), drain: () => database.close() };
  const products = createPostgresProductRepository(database);
  const app = createUseCases({
    products,
    bulkInserts: createPostgresBulkInserts(database),
    now: () => new Date(),
    newId,
    newEtag: () => crypto.randomUUID(),
  });
  await app.seedProducts();
  const health = (signal: AbortSignal) => database.ping(signal);
  const server = await serve({
    address: config.GRPC_ADDRESS,
    ...serverSecurity(config),
    services: [productHandlers(app)],
    auth: {
      policy,
      verify: createVerifier({ issuer: config.ISSUER, audience: config.AUDIENCE, ...(fetch && { fetch }) }),
    },
    health,
    mapError: toRpcError,
    logger,
  });
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
