import { callAddress, clientVariables, listenAddress } from "@hexmart/grpc/config";
import { type ConfigOf, defineConfig } from "@hexmart/runtime";
import { z } from "zod";

const origin = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;

export const config = defineConfig({
  service: "api-gateway",
  summary: "The one door for browsers: movies by REST, products, carts and discounts as JSON. Checks every token.",
  variables: {
    HTTP_ADDRESS: listenAddress().default("127.0.0.1:5010").describe("host:port to serve HTTP on"),
    ISSUER: z.url().default("http://127.0.0.1:5005").describe("the identity server whose access tokens are accepted"),
    MOVIES_API_ADDRESS: callAddress()
      .default("127.0.0.1:5001")
      .describe("host:port of the movies API; several with ipv4: and commas, or a name that stands for several"),
    PRODUCT_ADDRESS: callAddress().default("127.0.0.1:50051").describe("host:port of the product service, likewise"),
    SHOPPING_CART_ADDRESS: callAddress()
      .default("127.0.0.1:50052")
      .describe("host:port of the shopping-cart service, likewise"),
    DISCOUNT_ADDRESS: callAddress().default("127.0.0.1:50053").describe("host:port of the discount service, likewise"),
    CORS_ORIGINS: z
      .string()
      .default("")
      .transform((text) => text.split(",").filter((one) => one !== ""))
      .refine(
        (list) => list.every((one) => origin.test(one)),
        "must be origins such as https://shop.example, with commas",
      )
      .describe("the origins whose scripts may read answers, comma-separated; never cookies"),
    MAX_BODY_BYTES: z.coerce
      .number()
      .int()
      .min(1)
      .max(64 * 1_024 * 1_024)
      .default(1_048_576)
      .describe("the largest body, or line of a stream, in bytes"),
    MAX_STREAM_BYTES: z.coerce
      .number()
      .int()
      .min(1)
      .default(1_073_741_824)
      .describe("the largest stream of lines that one request may send, in bytes"),
    STREAM_IDLE_MS: z.coerce
      .number()
      .int()
      .min(1)
      .max(3_600_000)
      .default(30_000)
      .describe("how long such a stream may pause, in milliseconds"),
    MAX_IN_FLIGHT: z.coerce
      .number()
      .int()
      .min(1)
      .max(100_000)
      .default(1_024)
      .describe("how many requests are worked on at once; further ones are told to come again"),
    ...clientVariables,
  },
});

export type Config = ConfigOf<typeof config>;
