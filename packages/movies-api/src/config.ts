import { listenAddress, serverVariables } from "@hexmart/http/config";
import { type ConfigOf, defineConfig, secret } from "@hexmart/runtime";
import { z } from "zod";

export const config = defineConfig({
  service: "movies-api",
  summary: "Keeps movies: who owns which, and who may change them. REST.",
  once: "Brings its database to the schema of this version, and ends.",
  variables: {
    HTTP_ADDRESS: listenAddress().default("127.0.0.1:5001").describe("host:port to serve HTTP on"),
    DATABASE_URL: secret(z.url()).describe("the PostgreSQL database of this service"),
    ISSUER: z.url().default("http://127.0.0.1:5005").describe("the identity server whose access tokens are accepted"),
    AUDIENCE: z.string().default("urn:hexmart:movies-api").describe("the audience that an access token must name"),
    ...serverVariables,
  },
});

export type Config = ConfigOf<typeof config>;
