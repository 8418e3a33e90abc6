import { type ConfigOf, defineConfig, json, secret } from "@hexmart/runtime";
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

/** One client, in the words of OAuth 2.0 client registration (RFC 7591). */
const client = z
  .strictObject({
    client_id: z.string().min(1).max(100),
    jwks: z.strictObject({ keys: z.array(publicKey).min(1) }),
    resources: z.record(z.string(), z.array(z.string())),
  })
  .transform(({ client_id: clientId, ...rest }) => ({ clientId, ...rest }));

const namesIn = (list: string): string[] =>
  list
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");

export const config = defineConfig({
  service: "identity",
  summary: "Issues the access tokens of hexmart: OAuth 2.0 and OpenID Connect.",
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
    DATABASE_URL: secret(z.url()).describe("the PostgreSQL database of this service"),
    // Marked as a secret only because somebody may put a private key there: a message must not repeat it.
    CLIENTS: secret(json(z.array(client)).default([])).describe(
      "the clients, a JSON array of { client_id, jwks: { keys }, resources: { <resource>: [<scope>] } }",
    ),
    ALLOWED_HOSTS: z
      .string()
      .default("")
      .transform(namesIn)
      .describe("further host names to answer to, comma-separated, at any port"),
    ACCESS_TOKEN_TTL_S: z.coerce
      .number()
      .int()
      .min(10)
      .max(600)
      .default(300)
      .describe("life of an access token in seconds; it cannot be revoked"),
  },
});

export type Config = ConfigOf<typeof config>;
