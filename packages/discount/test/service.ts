import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { connect } from "@hexmart/grpc";
import { createTestIssuer, type MintOptions, silentLogger, startRelay, testDatabase } from "@hexmart/testing";
import { compose } from "#compose";

const audience = "urn:hexmart:discount";

/** The composed service on a socket, with a database of its own that can go away. */
export async function openService() {
  await using opened = new AsyncDisposableStack();
  const issuer = createTestIssuer();
  const database = opened.use(await testDatabase());
  const relay = opened.use(await startRelay(database.url));
  const service = await compose(
    {
      GRPC_ADDRESS: "127.0.0.1:0",
      DATABASE_URL: relay.url,
      ISSUER: issuer.issuer,
      AUDIENCE: audience,
      LOG_LEVEL: "info",
      SHUTDOWN_TIMEOUT_MS: 10_000,
    },
    { logger: silentLogger, fetch: issuer.fetch },
  );
  opened.defer(() => service.drain());
  const address = `${service.address}`;
  const clients = opened.use(new DisposableStack());
  const resources = opened.move();
  return {
    relay,
    anonymous: clients.use(connect(DiscountService, { address })),
    /** A client whose access token may read, unless said otherwise. */
    clientWith: (token: Partial<MintOptions> = {}) =>
      clients.use(
        connect(DiscountService, {
          address,
          accessToken: () => issuer.mint({ clientId: "shopping-cart", scopes: ["discount.read"], audience, ...token }),
        }),
      ),
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}

export const violating = (field: string) => ({
  code: "INVALID_ARGUMENT",
  details: { badRequest: { fieldViolations: [{ field }] } },
});
