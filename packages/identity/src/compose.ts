import { randomUUID } from "node:crypto";
import { openDatabase } from "@hexmart/postgres";
import { ConfigError, type Logger, type Running, startLoop } from "@hexmart/runtime";
import { logTokens } from "#adapters/http/log-tokens.ts";
import { createProvider } from "#adapters/http/provider.ts";
import { createAdapterFactory } from "#adapters/http/provider-adapter.ts";
import { startServer } from "#adapters/http/server.ts";
import { generateSigningKey } from "#adapters/keys/generate-signing-key.ts";
import { hashClientSecret } from "#adapters/passwords/client-secret.ts";
import { createPasswordHasher } from "#adapters/passwords/scrypt.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { entities } from "#adapters/postgres/schema.ts";
import { createPostgresStore } from "#adapters/postgres/store.ts";
import { createUseCases, type UseCases } from "#app/index.ts";
import type { Config } from "#config";
import { type Client, checkClients } from "#domain/client.ts";
import { IdentityError } from "#domain/errors.ts";

const CLEANING_INTERVAL_MS = 10 * 60_000;

type Context = { readonly logger: Logger; readonly signal?: AbortSignal };

export async function compose(config: Config, { logger, signal }: Context): Promise<Running> {
  const clients = config.CLIENTS.map(toClient);
  refuseWrongClients(clients);
  const stop = signal ? { signal } : {};
  const database = await openDatabase({ url: config.DATABASE_URL, entities, migrations, logger, ...stop });
  try {
    const ports = {
      ...createPostgresStore(database),
      generateSigningKey,
      passwords: createPasswordHasher(),
      newId: randomUUID,
      clock: { now: () => new Date() },
    };
    const app = createUseCases(ports);
    await app.registerClients(clients);
    await registerUsers(app, config, logger);
    const provider = createProvider({
      issuer: config.ISSUER,
      adapter: createAdapterFactory(ports),
      signingKey: await app.ensureSigningKey(),
      accessTokenTtlSeconds: config.ACCESS_TOKEN_TTL_S,
    });
    logTokens(provider, logger);
    const server = await startServer({
      address: config.HTTP_ADDRESS,
      provider,
      allowedHosts: config.ALLOWED_HOSTS,
      checkReady: () => database.ping(),
      logger,
    });
    const cleaning = startLoop({ intervalMs: CLEANING_INTERVAL_MS }, () => clean(app, logger));
    return {
      address: server.address,
      health: (signal) => database.ping(signal),
      async drain() {
        await Promise.all([server.drain(), cleaning.stop()]);
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A secret is not kept, only what it is compared with. */
function toClient({ clientSecret, ...client }: Config["CLIENTS"][number]): Client {
  return clientSecret === undefined ? client : { ...client, secretHash: hashClientSecret(clientSecret) };
}

async function registerUsers(app: UseCases, { USERS }: Config, logger: Logger): Promise<void> {
  for (const username of await app.registerUsers(USERS)) {
    logger.info({ event: "user.registered", username }, "registered a user");
  }
}

/** Before anything is opened: a wrong setting is the operator's to correct, whatever is up or away. */
function refuseWrongClients(clients: readonly Client[]): void {
  try {
    checkClients(clients);
  } catch (error) {
    throw error instanceof IdentityError ? new ConfigError("CLIENTS", error.message, { cause: error }) : error;
  }
}

/** A failure is logged and not more: the next round takes along what this one left. */
async function clean(app: UseCases, logger: Logger): Promise<void> {
  try {
    const count = await app.removeExpiredArtifacts();
    if (count > 0) logger.info({ event: "artifacts.removed", count }, "removed what had expired");
  } catch (error) {
    logger.warn({ event: "artifacts.not_removed", err: error }, "could not remove what has expired");
  }
}
