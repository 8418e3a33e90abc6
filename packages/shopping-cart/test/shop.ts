import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { connect } from "@hexmart/grpc";
import { createClientKey, createTestIdentity, type MintOptions, recordingLogger, testDatabase } from "@hexmart/testing";
import { expect } from "@jest/globals";
import { compose } from "#compose";
import { startDiscountService, startProductService } from "./price-services.ts";

export type Storage = "memory" | "PostgreSQL";

const AUDIENCE = "urn:hexmart:shopping-cart";

/** The composed service on a socket, between real product and discount servers and an identity server in memory. */
export async function openShop(storage: Storage = "memory") {
  await using opened = new AsyncDisposableStack();
  const identity = createTestIdentity();
  const logger = recordingLogger();
  const product = opened.use(await startProductService(identity.verifier("urn:hexmart:product")));
  const discount = opened.use(await startDiscountService(identity.verifier("urn:hexmart:discount")));
  const database = storage === "PostgreSQL" ? opened.use(await testDatabase()) : undefined;
  const config = {
    GRPC_ADDRESS: "127.0.0.1:0",
    DATABASE_URL: database?.url ?? "postgres://unused",
    ISSUER: identity.issuer,
    AUDIENCE,
    PRODUCT_ADDRESS: product.address,
    PRODUCT_AUDIENCE: "urn:hexmart:product",
    DISCOUNT_ADDRESS: discount.address,
    DISCOUNT_AUDIENCE: "urn:hexmart:discount",
    CLIENT_ID: "shopping-cart",
    CLIENT_KEY: createClientKey(),
    LOG_LEVEL: "silent",
    SHUTDOWN_TIMEOUT_MS: 1_000,
  } as const;
  const start = () => compose(config, { logger, fetch: identity.fetch, storage });
  const service = await start();
  opened.defer(() => service.drain());

  const address = `${service.address}`;
  const clients = opened.use(new DisposableStack());
  const connectWith = (accessToken?: () => Promise<string>, to = address) =>
    clients.use(connect(ShoppingCartService, { address: to, ...(accessToken && { accessToken }) }));

  /** A client whose access token is that of a user of some web client, unless said otherwise. */
  const clientOf = (username: string, token: Partial<MintOptions> = {}) =>
    connectWith(() =>
      identity.mint({
        clientId: "movies-web",
        scopes: ["cart.read", "cart.write"],
        audience: AUDIENCE,
        username,
        ...token,
      }),
    );
  const scopes = ["cart.read", "cart.write", "cart.any_owner"];
  const workerToken = () => identity.mint({ clientId: "shopping-cart-worker", scopes, audience: AUDIENCE });
  const resources = opened.move();
  return {
    identity,
    logger,
    product,
    discount,
    worker: connectWith(workerToken),
    clientOf,
    drain: () => service.drain(),
    /** Another process with the same database, and a client of it that may do what the worker may. */
    async startReplica() {
      const replica = await start();
      return {
        worker: connectWith(workerToken, `${replica.address}`),
        [Symbol.asyncDispose]: () => replica.drain(),
      };
    },
    anonymous: connectWith(),
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}

type NewItem = { requestId: string; productId: string; quantity: number; color: string; discountCode?: string };

/** An addition with a request id of its own. */
export function want(productId: string, quantity: number, more: Partial<NewItem> = {}): NewItem {
  return { requestId: crypto.randomUUID(), productId, quantity, color: "Black", ...more };
}

/** A stream of the chunks, for the cart of the user. */
export async function* chunksFor(username: string, ...chunks: NewItem[][]) {
  for (const items of chunks) yield { username, items };
}

/** The amount of a message, as `699.5 USD` is. */
export const usd = (units: number) => expect.objectContaining({ currencyCode: "USD", units: BigInt(units), nanos: 0 });
