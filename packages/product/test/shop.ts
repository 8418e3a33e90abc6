import { ProductService, ProductStatus } from "@hexmart/contracts/product/v1/product";
import { connect } from "@hexmart/grpc";
import { createTestIssuer, type MintOptions, recordingLogger, startRelay, testDatabase } from "@hexmart/testing";
import { v4 as uuidv4, v7 as uuidv7 } from "uuid";
import { compose } from "#compose";
import { seeds } from "#domain/seeds.ts";

const AUDIENCE = "urn:hexmart:product";

/** The composed service over a real socket and a database of its own, which can go away; clients bring real tokens. */
export async function openShop() {
  await using opened = new AsyncDisposableStack();
  const { url } = opened.use(await testDatabase());
  const relay = opened.use(await startRelay(url));
  const issuer = createTestIssuer();
  const logger = recordingLogger();
  const start = (address: string) =>
    compose(
      {
        GRPC_ADDRESS: address,
        DATABASE_URL: relay.url,
        ISSUER: issuer.issuer,
        AUDIENCE,
        LOG_LEVEL: "info",
        SHUTDOWN_TIMEOUT_MS: 10_000,
      },
      { logger, fetch: issuer.fetch },
    );
  let service = await start("127.0.0.1:0");
  opened.defer(() => service.drain());
  const address = service.address ?? "";
  const clients = opened.use(new DisposableStack());

  const clientWith = (accessToken?: () => Promise<string>) =>
    clients.use(connect(ProductService, { address, ...(accessToken && { accessToken }) }));
  const mint = (options: Partial<MintOptions>) =>
    issuer.mint({ clientId: "tester", scopes: ["product.read", "product.write"], audience: AUDIENCE, ...options });
  const client = clientWith(() => mint({}));
  const resources = opened.move();

  return {
    /** May read and write. */
    client,
    /** Brings another token. */
    clientWhose: (token: Partial<MintOptions>) => clientWith(() => mint(token)),
    /** Brings no token at all. */
    stranger: clientWith(),
    /** The way to the database. */
    database: relay,
    /** The first call of the method that is in the log, now or later. */
    logged: (name: string) => logger.until((lines) => lines.find(({ method }) => `${method}`.endsWith(`/${name}`))),
    /** Adds products; answers the ids of all that there are then. */
    async fill(size: number): Promise<string[]> {
      const requestId = uuidv4();
      const ids = Array.from({ length: size }, () => uuidv7());
      await client.bulkInsertProducts(
        (async function* () {
          for (let at = 0; at < size; at += 1_000) yield { requestId, products: ids.slice(at, at + 1_000).map(filler) };
        })(),
      );
      return [...seeds.map(({ id }) => id), ...ids];
    },
    /** Stops the service and starts it again, on the same port and database. */
    async restart(): Promise<void> {
      await service.drain();
      service = await start(address);
    },
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}

export type Shop = Awaited<ReturnType<typeof openShop>>;

const filler = (id: string) => ({
  id,
  name: "Filler",
  price: { currencyCode: "USD", units: 1n },
  status: ProductStatus.IN_STOCK,
});

export const violating = (...fields: string[]) => ({
  code: "INVALID_ARGUMENT",
  details: { badRequest: { fieldViolations: fields.map((field) => ({ field })) } },
});
