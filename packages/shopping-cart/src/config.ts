import { callAddress, clientVariables, listenAddress, serverVariables } from "@hexmart/grpc/config";
import { type ConfigOf, defineConfig, json, privateJwk, secret } from "@hexmart/runtime";
import { z } from "zod";

export const config = defineConfig({
  service: "shopping-cart",
  summary: "Keeps one cart a user, priced by the product and the discount service.",
  once: "Brings its database to the schema of this version, and ends.",
  variables: {
    GRPC_ADDRESS: listenAddress().default("127.0.0.1:50052").describe("host:port to serve gRPC on"),
    DATABASE_URL: secret(z.url()).describe("the PostgreSQL database of this service"),
    ISSUER: z
      .url()
      .default("http://127.0.0.1:5005")
      .describe("the identity server: its access tokens are accepted, and it is asked for this service's own"),
    AUDIENCE: z.string().default("urn:hexmart:shopping-cart").describe("the audience that an access token must name"),
    PRODUCT_ADDRESS: callAddress().default("127.0.0.1:50051").describe("host:port of the product service"),
    PRODUCT_AUDIENCE: z.string().default("urn:hexmart:product").describe("the audience of the product service"),
    DISCOUNT_ADDRESS: callAddress().default("127.0.0.1:50053").describe("host:port of the discount service"),
    DISCOUNT_AUDIENCE: z.string().default("urn:hexmart:discount").describe("the audience of the discount service"),
    CLIENT_ID: z.string().default("shopping-cart").describe("the OAuth 2.0 client that this service is"),
    CLIENT_KEY: secret(json(privateJwk)).describe("the private key of that client, a JWK"),
    ...serverVariables,
    ...clientVariables,
  },
});

export type Config = ConfigOf<typeof config>;
