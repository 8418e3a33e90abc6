import { openDatabase } from "@hexmart/postgres";
import { type Logger, type Running, startLoop } from "@hexmart/runtime";
import { secrets } from "#adapters/crypto/secrets.ts";
import { createAsk } from "#adapters/gateway/ask.ts";
import { createCarts } from "#adapters/gateway/carts.ts";
import { createMovies } from "#adapters/gateway/movies.ts";
import { createProducts } from "#adapters/gateway/products.ts";
import { startServer } from "#adapters/http/server.ts";
import { importClientKey } from "#adapters/oidc/client-key.ts";
import { createIssuer } from "#adapters/oidc/issuer.ts";
import { createPostgresLoginAttempts } from "#adapters/postgres/login-attempts.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { LoginAttemptRow, SessionRow, UsedTokenRow } from "#adapters/postgres/schema.ts";
import { createPostgresSessions } from "#adapters/postgres/sessions.ts";
import { createPostgresUsedTokens } from "#adapters/postgres/used-tokens.ts";
import { createUseCases } from "#app/index.ts";
import type { Config } from "#config";

/** More than the issuer may take while the row of a session is locked. */
const STATEMENT_TIMEOUT_MS = 12_000;
const PURGE_INTERVAL_MS = 60_000;

/** How it was started, and what a test may put in the place of the real thing. */
type Overrides = {
  readonly logger: Logger;
  readonly signal?: AbortSignal;
  readonly once?: boolean;
  readonly now?: () => Date;
};

export async function compose(
  config: Config,
  { logger, signal, once, now = () => new Date() }: Overrides,
): Promise<Running> {
  const { ISSUER: issuer, ORIGIN: origin } = config;
  const clientKey = await importClientKey(config.CLIENT_KEY);
  const database = await openDatabase({
    url: config.DATABASE_URL,
    entities: [SessionRow, LoginAttemptRow, UsedTokenRow],
    migrations,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    logger,
    ...(signal && { signal }),
  });
  // Opening it has migrated it.
  if (once) return { finished: Promise.resolve(), drain: () => database.close() };
  try {
    const ask = createAsk(config.GATEWAY_URL);
    const useCases = createUseCases({
      sessions: createPostgresSessions(database),
      attempts: createPostgresLoginAttempts(database),
      usedTokens: createPostgresUsedTokens(database),
      issuer: createIssuer({ issuer, origin, clientKey, now }),
      movies: createMovies(ask),
      products: createProducts(ask),
      carts: createCarts(ask),
      secrets,
      lifetimes: { idleMs: config.SESSION_IDLE_SECONDS * 1_000, absoluteMs: config.SESSION_LIFETIME_SECONDS * 1_000 },
      now,
    });
    const server = await startServer({
      address: config.HTTP_ADDRESS,
      useCases,
      secrets,
      origin,
      issuer,
      health: () => database.ping(),
      logger,
      // The rest is for closing what is below.
      drainTimeoutMs: 0.8 * config.SHUTDOWN_TIMEOUT_MS,
    });
    const purging = startLoop({ intervalMs: PURGE_INTERVAL_MS }, async () => {
      await useCases.purge().catch((err: unknown) => logger.warn({ err }, "cannot purge sessions; trying again later"));
    });
    return {
      address: server.address,
      health: (signal) => database.ping(signal),
      async drain() {
        await purging.stop();
        await server.drain();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
