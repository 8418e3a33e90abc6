import { createClientKey, recordingLogger, startRelay, testDatabase } from "@hexmart/testing";
import { compose } from "#compose";
import { startFakeGateway } from "./fake-gateway.ts";
import { startFakeIdentity } from "./fake-identity.ts";

type Settings = {
  readonly origin?: string;
  readonly address?: string;
  readonly idleSeconds?: number;
  readonly lifetimeSeconds?: number;
};

/** The composed site on a socket, with a database of its own, an issuer and a gateway. */
export async function openSite({ origin, address, idleSeconds = 3_600, lifetimeSeconds = 36_000 }: Settings = {}) {
  await using opened = new AsyncDisposableStack();
  const clientKey = createClientKey();
  const { d: _, ...publicJwk } = clientKey;
  const identity = opened.use(await startFakeIdentity(publicJwk));
  const gateway = opened.use(await startFakeGateway());
  const database = opened.use(await testDatabase());
  const relay = opened.use(await startRelay(database.url));
  const logger = recordingLogger();
  const clock = { aheadMs: 0 };
  const start = (at = "127.0.0.1:0") =>
    compose(
      {
        HTTP_ADDRESS: at,
        ORIGIN: origin ?? "http://site.test",
        DATABASE_URL: relay.url,
        ISSUER: identity.issuer,
        GATEWAY_URL: gateway.url,
        CLIENT_KEY: clientKey,
        SESSION_IDLE_SECONDS: idleSeconds,
        SESSION_LIFETIME_SECONDS: lifetimeSeconds,
        LOG_LEVEL: "info",
        SHUTDOWN_TIMEOUT_MS: 5_000,
      },
      { logger, now: () => new Date(Date.now() + clock.aheadMs) },
    );
  const service = await start(address);
  opened.defer(() => service.drain());
  const resources = opened.move();
  return {
    address: `${service.address}`,
    identity,
    gateway,
    database,
    relay,
    logger,
    clock,
    /** A second process on the same database. */
    start,
    drain: () => service.drain(),
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}

export type Site = Awaited<ReturnType<typeof openSite>>;
