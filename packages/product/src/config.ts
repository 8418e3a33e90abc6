import { listenAddress, serverVariables } from "@hexmart/grpc/config";
import { type ConfigOf, defineConfig, secret } from "@hexmart/runtime";
import { z } from "zod";

export const config = defineConfig({
  service: "product",
  summary: "Keeps the catalogue: what the shop sells and at which price.",
  once: "Brings its database to the schema of this version, and ends.",
  variables: {
    GRPC_ADDRESS: listenAddress().default("127.0.0.1:50051").describe("host:port to serve gRPC on"),
    DATABASE_URL: secret(z.url()).describe("the PostgreSQL database of this service"),
    ISSUER: z.url().default("http://127.0.0.1:5005").describe("the identity server whose access tokens are accepted"),
    AUDIENCE: z.string().default("urn:hexmart:product").describe("the audience that an access token must name"),
    ...serverVariables,
  },
});

export type Config = ConfigOf<typeof config>;
