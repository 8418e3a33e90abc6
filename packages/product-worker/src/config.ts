import { callAddress, clientVariables } from "@hexmart/grpc/config";
import { type ConfigOf, defineConfig, json, privateJwk, secret } from "@hexmart/runtime";
import { stateDirectory } from "@hexmart/runtime/worker";
import { z } from "zod";

const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

export const config = defineConfig({
  service: "product-worker",
  summary: "Makes up products and streams them into the product service.",
  once: "Finishes the run that an earlier start left behind, or else does a new one, and ends: with 0 when it is in, with 69 after five failed tries. The next start goes on with it.",
  variables: {
    PRODUCT_ADDRESS: callAddress().default("127.0.0.1:50051").describe("host:port of the product service"),
    PRODUCT_AUDIENCE: z
      .string()
      .default("urn:hexmart:product")
      .describe("the audience that the product service expects in an access token"),
    ISSUER: z.url().default("http://127.0.0.1:5005").describe("the identity server to obtain access tokens from"),
    CLIENT_ID: z.string().default("product-worker").describe("the OAuth 2.0 client that this worker is"),
    CLIENT_KEY: secret(json(privateJwk)).describe("the client's private key, a JWK as JSON"),
    STATE_DIRECTORY: stateDirectory,
    INTERVAL_MS: wholeNumber(0, 86_400_000)
      .default(3_000)
      .describe("milliseconds between two cycles, varied by chance by up to 10 %"),
    BATCH_SIZE: wholeNumber(1, 1_000_000).default(100).describe("products a cycle"),
    DEADLINE_MS: wholeNumber(1, 300_000).default(10_000).describe("milliseconds that one bulk insert may take"),
    MAX_CYCLES: wholeNumber(0, 1_000_000).default(0).describe("cycles after which the worker ends; 0 for never"),
    ...clientVariables,
  },
});

export type Config = ConfigOf<typeof config>;
