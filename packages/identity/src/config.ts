import { ConfigError, type ConfigOf, defineConfig, json, readConfig, secret } from "@hexmart/runtime";
import * as z from "zod";

/** A public key to verify assertions with. Strict, so that a private key is refused. */
const publicKey = z.strictObject({
  kty: z.enum(["EC", "OKP"]),
  crv: z.enum(["P-256", "Ed25519"]),
  x: z.string(),
  y: z.string().optional(),
  kid: z.string().optional(),
  alg: z.enum(["ES256", "EdDSA", "Ed25519"]).optional(),
  use: z.literal("sig").optional(),
  key_ops: z.tuple([z.literal("verify")]).optional(),
  ext: z.boolean().optional(),
});

const uris = z.array(z.url()).max(20);

/** One client, in the words of OAuth 2.0 client registration (RFC 7591). */
export const client = z
  .strictObject({
    client_id: z.string().min(1).max(100),
    client_name: z.string().min(1).max(100).exactOptional(),
    token_endpoint_auth_method: z
      .enum(["private_key_jwt", "client_secret_basic", "client_secret_post", "none"])
      .exactOptional(),
    jwks: z.strictObject({ keys: z.array(publicKey).min(1) }).exactOptional(),
    client_secret: z.string().min(32, "must be at least 32 characters").max(512).exactOptional(),
    grant_types: z
      .array(
        z.enum([
          "client_credentials",
          "authorization_code",
          "refresh_token",
          "urn:ietf:params:oauth:grant-type:device_code",
        ]),
      )
      .exactOptional(),
    redirect_uris: uris.exactOptional(),
    post_logout_redirect_uris: uris.exactOptional(),
    backchannel_logout_uri: z.url().exactOptional(),
    scope: z.string().exactOptional(),
    resources: z.record(z.string(), z.array(z.string())).default({}),
  })
  .transform((registered) => ({
    clientId: registered.client_id,
    ...(registered.client_name !== undefined && { clientName: registered.client_name }),
    ...(registered.token_endpoint_auth_method && { authMethod: registered.token_endpoint_auth_method }),
    ...(registered.jwks && { jwks: registered.jwks }),
    ...(registered.client_secret !== undefined && { clientSecret: registered.client_secret }),
    ...(registered.grant_types && { grantTypes: registered.grant_types }),
    ...(registered.redirect_uris && { redirectUris: registered.redirect_uris }),
    ...(registered.post_logout_redirect_uris && { postLogoutRedirectUris: registered.post_logout_redirect_uris }),
    ...(registered.backchannel_logout_uri !== undefined && { backchannelLogoutUri: registered.backchannel_logout_uri }),
    ...(registered.scope !== undefined && { scopes: registered.scope.split(" ").filter(Boolean) }),
    resources: registered.resources,
  }));

const text = z.string().min(1).max(300).exactOptional();

/** What may be said of a person (OpenID Connect Core § 5.1). */
const standardClaims = {
  name: text,
  given_name: text,
  family_name: text,
  middle_name: text,
  nickname: text,
  profile: z.url().exactOptional(),
  picture: z.url().exactOptional(),
  website: z.url().exactOptional(),
  email: z.email().exactOptional(),
  email_verified: z.boolean().exactOptional(),
  gender: text,
  birthdate: text,
  zoneinfo: text,
  locale: text,
  phone_number: text,
  phone_number_verified: z.boolean().exactOptional(),
  address: z
    .strictObject({
      formatted: text,
      street_address: text,
      locality: text,
      region: text,
      postal_code: text,
      country: text,
    })
    .exactOptional(),
  updated_at: z.number().int().exactOptional(),
};

/** One user. A short password is allowed here, since the demo has some; people cannot choose one. */
export const user = z
  .strictObject({
    username: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, "must be 1 to 63 of a-z, 0-9, dot, _ and -"),
    password: z.string().min(1).max(256),
    roles: z.array(z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/)).default([]),
    ...standardClaims,
  })
  .transform(({ username, password, roles, ...claims }) => ({ username, password, roles, claims }));

const namesIn = (list: string): string[] =>
  list
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");

const network = z
  .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])
  // Everybody: Fastify would not start with it.
  .refine((typed) => !typed.endsWith("/0"));

const databaseUrl = secret(z.url()).describe("the PostgreSQL database of this service");

export const config = defineConfig({
  service: "identity",
  summary: "Issues the access tokens of hexmart: OAuth 2.0 and OpenID Connect.",
  once: "Brings its database to the schema of this version, and ends.",
  variables: {
    HTTP_ADDRESS: z.string().default("127.0.0.1:5005").describe("host:port to serve HTTP on"),
    ISSUER: z
      .url({ protocol: /^https?$/ })
      .refine(
        (url) => url === URL.parse(url)?.origin,
        "must be an origin such as https://identity.example, with no path",
      )
      .default("http://127.0.0.1:5005")
      .describe("the URL of this server as its clients know it; it is in every token"),
    DATABASE_URL: databaseUrl,
    // Marked as a secret only because somebody may put a private key there: a message must not repeat it.
    CLIENTS: secret(json(z.array(client)).default([])).describe(
      "the clients, a JSON array in the words of RFC 7591: { client_id, client_name, token_endpoint_auth_method, jwks: { keys }, grant_types, redirect_uris, …, resources: { <resource>: [<scope>] } }",
    ),
    USERS: secret(json(z.array(user)).default([])).describe(
      "the users to register unless they are known, a JSON array of { username, password, roles: [<role>] } and standard claims",
    ),
    ALLOWED_HOSTS: z
      .string()
      .default("")
      .transform(namesIn)
      .describe("further host names to answer to, comma-separated, at any port"),
    TRUSTED_PROXIES: z
      .string()
      .default("")
      .transform(namesIn)
      .refine(
        (list) => list.every((one) => network.safeParse(one).success),
        "must be addresses or networks such as 10.0.0.0/8",
      )
      .describe("addresses or networks (CIDR) of proxies whose x-forwarded-for tells the address of a user"),
    ACCESS_TOKEN_TTL_S: z.coerce
      .number()
      .int()
      .min(10)
      .max(600)
      .default(300)
      .describe("life of an access token in seconds; it cannot be revoked"),
    SIGNING_KEY_MAX_AGE_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(3650)
      .default(90)
      .describe("how long a key signs before the next one takes over, in days"),
    SIGNING_KEY_LEAD_S: z.coerce
      .number()
      .int()
      .min(1)
      .max(86_400)
      .default(900)
      .describe("how long a key is published before it signs, in seconds; services trust the keys they know for 600"),
    SIGNING_KEY_KEEP_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(3650)
      .default(30)
      .describe("how long a key is published after it has signed, in days; people may log out with its id_tokens"),
  },
});

export type Config = ConfigOf<typeof config>;

/** What the command line is told: the same database, or undefined where there is none. */
export function readDatabaseUrl(): string | undefined {
  const variables = { DATABASE_URL: databaseUrl.optional() };
  const read = readConfig(defineConfig({ service: "identity", summary: "", variables }), process.env);
  if (read.ok) return read.values.DATABASE_URL;
  throw new ConfigError("DATABASE_URL", read.problems.map(({ problem }) => `It ${problem}.`).join(" "));
}
