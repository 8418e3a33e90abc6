import { ProductService } from "@hexmart/contracts/product/v1/product";
import { connect } from "@hexmart/grpc";
import { createTestIssuer, type MintOptions, recordingLogger, testDatabase } from "@hexmart/testing";
import { compose } from "#compose";

const AUDIENCE = "urn:hexmart:product";

/** The composed service over a real socket and a database of its own, and clients that bring real tokens. */
export async function openShop() {
  const database = await testDatabase();
  const issuer = createTestIssuer();
  const logger = recordingLogger();
  const service = await compose(
    {
      GRPC_ADDRESS: "127.0.0.1:0",
      DATABASE_URL: database.url,
      ISSUER: issuer.issuer,
      AUDIENCE,
      LOG_LEVEL: "info",
      SHUTDOWN_TIMEOUT_MS: 10_000,
    },
    { logger, fetch: issuer.fetch },
  );
  const address = service.address ?? "";
  const clients: Disposable[] = [];

  function clientWith(accessToken?: () => Promise<string>) {
    const client = connect(ProductService, { address, ...(accessToken && { accessToken }) });
    clients.push(client);
    return client;
  }

  const mint = (options: Partial<MintOptions>) =>
    issuer.mint({ clientId: "tester", scopes: ["product.read", "product.write"], audience: AUDIENCE, ...options });

  return {
    /** May read and write. */
    client: clientWith(() => mint({})),
    /** Brings another token. */
    clientWhose: (token: Partial<MintOptions>) => clientWith(() => mint(token)),
    /** Brings no token at all. */
    stranger: clientWith(),
    /** The first call of the method that is in the log, now or later. */
    logged: (name: string) => logger.until((lines) => lines.find(({ method }) => `${method}`.endsWith(`/${name}`))),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client[Symbol.dispose]();
      await service.drain();
      await database[Symbol.asyncDispose]();
    },
  };
}

export type Shop = Awaited<ReturnType<typeof openShop>>;
