/**
 * The whole system in one file: every service, where it listens, what it keeps, whom it calls and what it is told.
 *
 * It says nothing about how a service is started. `src/processes.ts` and `src/containers.ts` read it and do that.
 */

import { users } from "./users.ts";

/** What the environment of a service is made of; how an address looks depends on who starts the system. */
export type Wiring = {
  /** `host:port` that the service itself listens on. */
  readonly listen: string;
  /** The URL of the service's own database. */
  readonly databaseUrl: string;
  /** The folder of the service's own that outlives its process. */
  readonly stateDirectory: string;
  /** The issuer of every access token: the origin of identity, the same for everyone. */
  readonly issuer: string;
  /** The URL at which a browser reaches an HTTP service: scheme, host and port. */
  origin(service: ServiceName): string;
  /** `host:port` at which another service is reached. */
  address(service: ServiceName): string;
  /** The private key of an OAuth 2.0 client, as a JWK in JSON. */
  clientKey(client: ClientName): string;
  /** Every OAuth 2.0 client with its public key, as identity is told of them, in JSON. */
  readonly clients: string;
  /** The people who can log in, as identity is told of them, in JSON. */
  readonly users: string;
};

/** One service. A worker listens on nothing: it only calls others. */
export type Service = {
  readonly kind: "grpc" | "http" | "worker";
  /** One line for the person who watches. */
  readonly does: string;
  /** A command to try on it; `ADDRESS` stands for its address. */
  readonly try: string;
  /** What a person sees there in a browser. */
  readonly page?: { readonly path: string; readonly shows: string };
  /** The port it listens on when nothing else is asked for. */
  readonly port?: number;
  /** Whether it has a PostgreSQL database of its own, named like the service. */
  readonly database?: true;
  /** Whom it calls. */
  readonly calls: readonly ServiceName[];
  readonly environment: (wiring: Wiring) => Readonly<Record<string, string>>;
};

export type ServiceName =
  | "identity"
  | "movies-web"
  | "api-gateway"
  | "movies-api"
  | "discount"
  | "product"
  | "shopping-cart"
  | "product-worker"
  | "shopping-cart-worker";

export const topology: Readonly<Record<ServiceName, Service>> = {
  identity: {
    kind: "http",
    does: "issues the access tokens that every server verifies",
    try: "curl http://ADDRESS/.well-known/openid-configuration",
    port: 5005,
    database: true,
    calls: [],
    environment: ({ listen, databaseUrl, issuer, clients, users }) => ({
      HTTP_ADDRESS: listen,
      DATABASE_URL: databaseUrl,
      ISSUER: issuer,
      CLIENTS: clients,
      USERS: users,
      ALLOWED_HOSTS: "127.0.0.1,localhost",
    }),
  },
  "movies-web": {
    kind: "http",
    does: "shows people movies, products and their cart",
    try: "curl http://ADDRESS/",
    page: { path: "/", shows: "movies, products and your cart" },
    port: 5002,
    database: true,
    calls: ["identity", "api-gateway"],
    environment: ({ listen, origin, databaseUrl, issuer, address, clientKey }) => ({
      HTTP_ADDRESS: listen,
      ORIGIN: origin("movies-web"),
      DATABASE_URL: databaseUrl,
      ISSUER: issuer,
      GATEWAY_URL: `http://${address("api-gateway")}`,
      CLIENT_KEY: clientKey("movies-web"),
    }),
  },
  "api-gateway": {
    kind: "http",
    does: "the one door for browsers: everything as JSON, every token checked",
    try: "curl http://ADDRESS/openapi.json",
    page: { path: "/docs", shows: "everything behind the gateway" },
    port: 5010,
    calls: ["identity", "movies-api", "product", "shopping-cart", "discount"],
    environment: ({ listen, issuer, address }) => ({
      HTTP_ADDRESS: listen,
      ISSUER: issuer,
      MOVIES_API_ADDRESS: address("movies-api"),
      PRODUCT_ADDRESS: address("product"),
      SHOPPING_CART_ADDRESS: address("shopping-cart"),
      DISCOUNT_ADDRESS: address("discount"),
    }),
  },
  "movies-api": {
    kind: "http",
    does: "keeps movies, and who may change them",
    try: "curl http://ADDRESS/openapi.json",
    page: { path: "/docs", shows: "the movies API" },
    port: 5001,
    database: true,
    calls: ["identity"],
    environment: ({ listen, databaseUrl, issuer }) => ({
      HTTP_ADDRESS: listen,
      DATABASE_URL: databaseUrl,
      ISSUER: issuer,
    }),
  },
  // #region discount
  discount: {
    kind: "grpc",
    does: "knows what a discount code is worth",
    try: "npm run call -- --list DiscountService",
    port: 50053,
    database: true,
    calls: ["identity"],
    environment: ({ listen, databaseUrl, issuer }) => ({
      GRPC_ADDRESS: listen,
      DATABASE_URL: databaseUrl,
      ISSUER: issuer,
    }),
  },
  // #endregion discount
  product: {
    kind: "grpc",
    does: "keeps the catalogue",
    try: "npm run call -- --list ProductService",
    port: 50051,
    database: true,
    calls: ["identity"],
    environment: ({ listen, databaseUrl, issuer }) => ({
      GRPC_ADDRESS: listen,
      DATABASE_URL: databaseUrl,
      ISSUER: issuer,
    }),
  },
  "shopping-cart": {
    kind: "grpc",
    does: "keeps one cart a user, priced by product and discount",
    try: "npm run call -- --list ShoppingCartService",
    port: 50052,
    database: true,
    calls: ["identity", "product", "discount"],
    environment: ({ listen, databaseUrl, issuer, address, clientKey }) => ({
      GRPC_ADDRESS: listen,
      DATABASE_URL: databaseUrl,
      ISSUER: issuer,
      PRODUCT_ADDRESS: address("product"),
      DISCOUNT_ADDRESS: address("discount"),
      CLIENT_KEY: clientKey("shopping-cart"),
    }),
  },
  "product-worker": {
    kind: "worker",
    does: "streams new products into product",
    try: "tail -f .hexmart/logs/product-worker.log",
    calls: ["identity", "product"],
    environment: ({ issuer, address, clientKey, stateDirectory }) => ({
      ISSUER: issuer,
      PRODUCT_ADDRESS: address("product"),
      CLIENT_KEY: clientKey("product-worker"),
      STATE_DIRECTORY: stateDirectory,
    }),
  },
  "shopping-cart-worker": {
    kind: "worker",
    does: "streams the newest products into the cart of alice",
    try: "tail -f .hexmart/logs/shopping-cart-worker.log",
    calls: ["identity", "product", "shopping-cart"],
    environment: ({ issuer, address, clientKey, stateDirectory }) => ({
      ISSUER: issuer,
      PRODUCT_ADDRESS: address("product"),
      SHOPPING_CART_ADDRESS: address("shopping-cart"),
      CLIENT_KEY: clientKey("shopping-cart-worker"),
      CART_USERNAME: users[0].username,
      STATE_DIRECTORY: stateDirectory,
    }),
  },
};

/** Every service, in the order of the topology. */
export const serviceNames = Object.keys(topology) as readonly ServiceName[];

/** The audiences of access tokens (RFC 8707): one for each server that is called with one. */
export const audiences = {
  "movies-api": "urn:hexmart:movies-api",
  product: "urn:hexmart:product",
  "shopping-cart": "urn:hexmart:shopping-cart",
  discount: "urn:hexmart:discount",
} as const;

/** Who may ask identity for a token, for which audience, with which scopes. */
export const clients = {
  "movies-web": {
    [audiences["movies-api"]]: ["movies.read", "movies.write"],
    [audiences.product]: ["product.read"],
    [audiences["shopping-cart"]]: ["cart.read", "cart.write"],
  },
  "product-worker": { [audiences.product]: ["product.write"] },
  "shopping-cart": { [audiences.product]: ["product.read"], [audiences.discount]: ["discount.read"] },
  "shopping-cart-worker": {
    [audiences.product]: ["product.read"],
    [audiences["shopping-cart"]]: ["cart.read", "cart.write", "cart.any_owner"],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export type ClientName = keyof typeof clients;

/** What identity has to know of a client with which people log in, in the words of RFC 7591. */
export type ClientMetadata = {
  readonly client_name: string;
  readonly grant_types: readonly string[];
  readonly redirect_uris: readonly string[];
  readonly post_logout_redirect_uris: readonly string[];
  readonly backchannel_logout_uri: string;
  /** Of OpenID Connect: what the client learns of who logs in. */
  readonly scope: string;
};

/** The clients with which people log in. The others act for themselves. */
export const logins: Readonly<
  Partial<Record<ClientName, (wiring: Pick<Wiring, "origin" | "address">) => ClientMetadata>>
> = {
  "movies-web": ({ origin, address }) => ({
    client_name: "Movies",
    grant_types: ["authorization_code", "refresh_token"],
    redirect_uris: [`${origin("movies-web")}/signin-oidc`],
    post_logout_redirect_uris: [`${origin("movies-web")}/signout-callback-oidc`],
    backchannel_logout_uri: `http://${address("movies-web")}/backchannel-logout`,
    scope: "openid profile email address roles offline_access",
  }),
};
