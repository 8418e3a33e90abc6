import { callAddress, clientVariables } from "@hexmart/grpc/config";
import { type ConfigOf, defineConfig, json, privateJwk, secret } from "@hexmart/runtime";
import { stateDirectory } from "@hexmart/runtime/worker";
import { z } from "zod";

const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

export const config = defineConfig({
  service: "shopping-cart-worker",
  summary: "Streams the newest products into the cart of a user.",
  once: "Finishes the run that an earlier start left behind, or else does a new one, and ends: with 0 when it is in, with 69 after five failed tries. The next start goes on with it.",
  variables: {
    SHOPPING_CART_ADDRESS: callAddress().default("127.0.0.1:50052").describe("host:port of the shopping-cart service"),
    SHOPPING_CART_AUDIENCE: z
      .string()
      .default("urn:hexmart:shopping-cart")
      .describe("the audience that the shopping-cart service expects in an access token"),
    PRODUCT_ADDRESS: callAddress().default("127.0.0.1:50051").describe("host:port of the product service"),
    PRODUCT_AUDIENCE: z
      .string()
      .default("urn:hexmart:product")
      .describe("the audience that the product service expects in an access token"),
    ISSUER: z.url().default("http://127.0.0.1:5005").describe("the identity server to obtain access tokens from"),
    CLIENT_ID: z.string().default("shopping-cart-worker").describe("the OAuth 2.0 client that this worker is"),
    CLIENT_KEY: secret(json(privateJwk)).describe("the client's private key, a JWK as JSON"),
    CART_USERNAME: z.string().min(1).max(64).default("swn").describe("the user whose cart is filled"),
    COLOR: z.string().max(64).default("Black").describe("the colour in which each product is put in"),
    DISCOUNT_CODE: z
      .string()
      .regex(/^([A-Z0-9_]{1,32}|-)$/, "must be a code such as CODE_100, or - for none")
      .default("CODE_100")
      .describe("the discount code that is given for each product; - for none"),
    QUANTITY: wholeNumber(1, 10_000).default(1).describe("pieces of each product"),
    MAX_PRODUCTS: wholeNumber(1, 100_000).default(20).describe("products a cycle, the newest first"),
    CART_MAX_ITEMS: wholeNumber(1, 100_000)
      .default(200)
      .describe("items in the cart at most; those that were added first make room for new ones"),
    STATE_DIRECTORY: stateDirectory,
    INTERVAL_MS: wholeNumber(0, 86_400_000)
      .default(3_000)
      .describe("milliseconds between two cycles, varied by chance by up to 10 %"),
    DEADLINE_MS: wholeNumber(1, 300_000).default(10_000).describe("milliseconds that one call may take"),
    MAX_CYCLES: wholeNumber(0, 1_000_000).default(0).describe("cycles after which the worker ends; 0 for never"),
    ...clientVariables,
  },
});

export type Config = ConfigOf<typeof config>;
