import { listenAddress } from "@hexmart/http/config";
import { type ConfigOf, defineConfig, json, privateJwk, secret } from "@hexmart/runtime";
import { z } from "zod";

const seconds = () => z.coerce.number().int().min(1);

export const config = defineConfig({
  service: "movies-web",
  summary: "The web client: movies, products and a cart, for people who log in.",
  once: "Brings its database to the schema of this version, and ends.",
  variables: {
    HTTP_ADDRESS: listenAddress().default("127.0.0.1:5002").describe("host:port to serve HTTP on"),
    ORIGIN: z
      .url()
      .regex(/^https?:\/\/[^/]+$/, "must be an origin, without a slash at its end")
      .default("http://localhost:5002")
      .describe("what browsers call this site; with https its cookies are bound to it"),
    DATABASE_URL: secret(z.url()).describe("the PostgreSQL database of this service"),
    ISSUER: z.url().default("http://127.0.0.1:5005").describe("the identity server where people log in"),
    GATEWAY_URL: z.url().default("http://127.0.0.1:5010").describe("the API gateway before all that pages show"),
    CLIENT_KEY: secret(json(privateJwk)).describe("the private key that this client signs with, a JWK as JSON"),
    SESSION_IDLE_SECONDS: seconds().default(3_600).describe("a session that nobody uses for so long is over"),
    SESSION_LIFETIME_SECONDS: seconds().default(36_000).describe("a session is over after so long, used or not"),
  },
});

export type Config = ConfigOf<typeof config>;
