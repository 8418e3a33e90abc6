import { randomBytes, randomUUID } from "node:crypto";
import { type Database, DatabaseUnavailableError, isDatabaseUnavailable, openDatabase } from "@hexmart/postgres";
import { ConfigError, createLogger, type Logger, type Running, startLoop } from "@hexmart/runtime";
import { createCurrentProvider } from "#adapters/http/current-provider.ts";
import { logProtocol } from "#adapters/http/log-protocol.ts";
import { heldWarnings } from "#adapters/http/oidc-provider.ts";
import { createProvider } from "#adapters/http/provider.ts";
import { createAdapterFactory } from "#adapters/http/provider-adapter.ts";
import { startServer } from "#adapters/http/server.ts";
import { followSigningKeys } from "#adapters/keys/follow-signing-keys.ts";
import { generateSigningKey } from "#adapters/keys/generate-signing-key.ts";
import { hashClientSecret, isClientSecret } from "#adapters/passwords/client-secret.ts";
import { createPasswordHasher } from "#adapters/passwords/scrypt.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { entities } from "#adapters/postgres/schema.ts";
import { listenToSigningKeys } from "#adapters/postgres/signing-keys.ts";
import { createPostgresStore } from "#adapters/postgres/store.ts";
import { createUseCases, type Ports, type UseCases } from "#app/index.ts";
import type { Config } from "#config";
import { type Client, checkClients } from "#domain/client.ts";
import { IdentityError } from "#domain/errors.ts";
import type { RotationPolicy } from "#domain/signing-key.ts";
import type { Clock } from "#ports/clock.ts";

const CLEANING_INTERVAL_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

type Context = {
  readonly logger: Logger;
  readonly signal?: AbortSignal;
  readonly once?: boolean;
  readonly clock?: Clock;
};

export async function compose(
  config: Config,
  { logger, signal, once, clock = systemClock }: Context,
): Promise<Running> {
  for (const warning of heldWarnings) logger.debug({ event: "library.warned" }, warning);
  const clients = config.CLIENTS.map(toClient);
  refuseWrongClients(clients);
  const stop = signal ? { signal } : {};
  const database = await openDatabase({ url: config.DATABASE_URL, entities, migrations, logger, ...stop });
  // Opening it has migrated it.
  if (once) return { finished: Promise.resolve(), drain: () => database.close() };
  let keys: Awaited<ReturnType<typeof followSigningKeys>> | undefined;
  try {
    const ports = portsOver(database, clock);
    const app = createUseCases(ports);
    await app.registerClients(clients);
    await registerUsers(app, config, logger);
    const adapter = createAdapterFactory(ports);
    const cookieKeys = [await app.ensureCookieKey()];
    const provider = createCurrentProvider((signingKeys) => {
      const made = createProvider({
        issuer: config.ISSUER,
        adapter,
        accounts: ports.accounts,
        cookieKeys,
        isClientSecret,
        signingKeys,
        accessTokenTtlSeconds: config.ACCESS_TOKEN_TTL_S,
      });
      logProtocol(made, { logger, accounts: ports.accounts });
      return made;
    });
    keys = await followSigningKeys({
      app,
      changes: await listenToSigningKeys(database),
      policy: rotationPolicy(config),
      onKeys: provider.useKeys,
      logger,
    });
    const server = await startServer({
      address: config.HTTP_ADDRESS,
      issuer: config.ISSUER,
      provider,
      app,
      accounts: ports.accounts,
      artifacts: ports.artifacts,
      allowedHosts: config.ALLOWED_HOSTS,
      trustedProxies: config.TRUSTED_PROXIES,
      isUnavailable: isDatabaseUnavailable,
      health: () => database.ping(),
      logger,
    });
    const cleaning = startLoop({ intervalMs: CLEANING_INTERVAL_MS }, () => clean(app, logger));
    return {
      address: server.address,
      health: (signal) => database.ping(signal),
      async drain() {
        await Promise.all([server.drain(), cleaning.stop(), keys?.stop()]);
        await database.close();
      },
    };
  } catch (error) {
    await keys?.stop();
    await database.close();
    throw error;
  }
}

/** A secret is not kept, only what it is compared with. */
export function toClient({ clientSecret, ...client }: Config["CLIENTS"][number]): Client {
  return clientSecret === undefined ? client : { ...client, secretHash: hashClientSecret(clientSecret) };
}

async function registerUsers(app: UseCases, { USERS }: Config, logger: Logger): Promise<void> {
  for (const username of await app.registerUsers(USERS)) {
    logger.info({ event: "user.registered", username }, "registered a user");
  }
}

/** What the command line works with: the use cases over the same database, which is neither migrated nor waited for long. */
export async function openAdministration(url: string | undefined): Promise<{ app: UseCases; close(): Promise<void> }> {
  if (url === undefined) {
    const remedy = "start hexmart on this machine with npm start, or set DATABASE_URL";
    throw new DatabaseUnavailableError(`There is no database to work on: ${remedy}`);
  }
  const logger = createLogger({ service: "identity", level: "silent" });
  const database = await openDatabase({ url, entities, migrations: [], logger, startTimeoutMs: 5_000 });
  return { app: createUseCases(portsOver(database, systemClock)), close: () => database.close() };
}

function portsOver(database: Database, clock: Clock): Ports {
  return {
    ...createPostgresStore(database),
    generateSigningKey,
    passwords: createPasswordHasher(),
    newId: randomUUID,
    newSecret: () => randomBytes(32).toString("base64url"),
    clock,
  };
}

const systemClock: Clock = { now: () => new Date() };

function rotationPolicy(config: Config): RotationPolicy {
  return {
    maxAgeMs: config.SIGNING_KEY_MAX_AGE_DAYS * DAY_MS,
    leadMs: config.SIGNING_KEY_LEAD_S * 1000,
    keepMs: config.SIGNING_KEY_KEEP_DAYS * DAY_MS,
  };
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
