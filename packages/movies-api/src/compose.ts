import { createVerifier, type Fetch } from "@hexmart/auth";
import { document } from "@hexmart/contracts/openapi/movies.v1";
import { createBearer } from "@hexmart/http";
import { openDatabase } from "@hexmart/postgres";
import type { Logger, Running } from "@hexmart/runtime";
import { v7 as uuidv7 } from "uuid";
import { movieHandlers } from "#adapters/http/handlers.ts";
import { startServer } from "#adapters/http/server.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { createPostgresMovieRepository } from "#adapters/postgres/movie-repository.ts";
import { MovieRow } from "#adapters/postgres/schema.ts";
import { createUseCases } from "#app/index.ts";
import type { Config } from "#config";

/** Less than a caller waits; an index serves every list. */
const STATEMENT_TIMEOUT_MS = 5_000;

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
    entities: [MovieRow],
    migrations,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    logger,
    ...(signal && { signal }),
  });
  // Opening it has migrated it.
  if (once) return { finished: Promise.resolve(), drain: () => database.close() };
  try {
    const movies = createPostgresMovieRepository(database);
    const newEtag = () => crypto.randomUUID();
    const app = createUseCases({ movies, now: () => new Date(), newId: () => uuidv7(), newEtag });
    await app.seedMovies();
    const verify = createVerifier({ issuer: config.ISSUER, audience: config.AUDIENCE, ...(fetch && { fetch }) });
    const server = await startServer({
      address: config.HTTP_ADDRESS,
      document,
      handlers: movieHandlers(app, logger),
      bearer: createBearer({ realm: "movies-api", verify, plaintext: config.PLAINTEXT_TOKENS }),
      health: () => database.ping(),
      logger,
      // The rest is for closing what is below.
      drainTimeoutMs: 0.8 * config.SHUTDOWN_TIMEOUT_MS,
    });
    return {
      address: server.address,
      health: (signal) => database.ping(signal),
      async drain() {
        await server.drain();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
