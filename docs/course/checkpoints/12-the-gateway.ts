/** The gateway before a discount service that speaks gRPC and a movies API that speaks HTTP: JSON in, JSON out. */
import { policy } from "@hexmart/contracts/auth/v1/policy";
import { serve } from "@hexmart/grpc";
import { createTestIssuer, type MintOptions, recordingLogger, silentLogger } from "@hexmart/testing";
import { routes } from "../../../packages/api-gateway/src/app/routes.ts";
import { compose } from "../../../packages/api-gateway/src/compose.ts";
import { startFakeUpstream } from "../../../packages/api-gateway/test/fake-upstream.ts";
import { toRpcError } from "../../../packages/discount/src/adapters/grpc/errors.ts";
import { discountHandlers } from "../../../packages/discount/src/adapters/grpc/handlers.ts";
import { createMemoryDiscountRepository } from "../../../packages/discount/src/adapters/memory/discount-repository.ts";
import { createUseCases } from "../../../packages/discount/src/app/index.ts";

const issuer = createTestIssuer();
const now = () => new Date();
const calls = recordingLogger();
const discounts = createUseCases({
  discounts: createMemoryDiscountRepository(),
  now,
  newEtag: () => crypto.randomUUID(),
});
await discounts.seedDiscounts();
const discount = await serve({
  address: "127.0.0.1:0",
  services: [discountHandlers(discounts, now)],
  auth: { policy, verify: issuer.verifier("urn:hexmart:discount") },
  mapError: toRpcError,
  logger: calls,
});
const movies = await startFakeUpstream();

const service = "hexmart.discount.v1.DiscountService";
const strict = {
  ...routes.services[service],
  rateLimit: { max: 4, perMs: 60_000, atOnce: 2, by: "subject" },
  breaker: { failures: 2, openForMs: 60_000 },
};
const gateway = await compose(
  {
    HTTP_ADDRESS: "127.0.0.1:0",
    ISSUER: issuer.issuer,
    MOVIES_API_ADDRESS: movies.address,
    PRODUCT_ADDRESS: "127.0.0.1:1",
    SHOPPING_CART_ADDRESS: "127.0.0.1:1",
    DISCOUNT_ADDRESS: discount.address,
    CORS_ORIGINS: [],
    MAX_BODY_BYTES: 65_536,
    MAX_STREAM_BYTES: 65_536,
    STREAM_IDLE_MS: 5_000,
    MAX_IN_FLIGHT: 100,
    LOG_LEVEL: "info",
    SHUTDOWN_TIMEOUT_MS: 1_000,
  },
  {
    logger: silentLogger,
    fetch: issuer.fetch,
    routes: { ...routes, services: { ...routes.services, [service]: strict } },
  },
);

/** Asks the gateway as somebody with a token, and shows what came back. */
function caller(token: Partial<MintOptions>) {
  const minted = issuer.mint({
    clientId: "shop",
    scopes: ["discount.read"],
    audience: "urn:hexmart:discount",
    ...token,
  });
  return async (path: string, method = "GET") => {
    const headers = { authorization: `Bearer ${await minted}` };
    const response = await fetch(`http://${gateway.address}${path}`, { method, headers });
    const text = await response.text();
    const retryAfter = response.headers.get("retry-after");
    console.log(`  ${response.status} ${method} ${path}${retryAfter === null ? "" : ` (again after ${retryAfter} s)`}`);
    console.log(`      ${text.slice(0, 240)}`);
  };
}

console.log("A call that was JSON, and is gRPC behind the gateway.");
const alice = caller({ username: "alice" });
await alice("/v1/discounts/CODE_100");
const { method, code } = await calls.until((lines) => lines.find((line) => line.method !== undefined));
console.log(`      the service's log: ${method} ${code}`);

console.log("What is wrong is told as gRPC says it, by the status that HTTP has for it.");
await alice("/v1/discounts/NO_SUCH_CODE");
await alice("/v1/discounts/CODE_100?lang=en");

console.log("Who may call is in the contract, and checked before anything is sent on.");
await alice("/v1/discounts/CODE_100", "DELETE");
await caller({ audience: "urn:hexmart:product" })("/v1/discounts/CODE_100");

console.log("Too much is too much, for whoever asks it.");
await alice("/v1/discounts/CODE_100");
await alice("/v1/discounts/CODE_100");
const bob = caller({ username: "bob" });
await bob("/v1/discounts/CODE_200");

console.log("The discount service dies: after two failures it is left alone, and movies do not notice.");
await discount[Symbol.asyncDispose]();
await bob("/v1/discounts/CODE_200");
await bob("/v1/discounts/CODE_200");
await bob("/v1/discounts/CODE_200");
await caller({ audience: "urn:hexmart:movies-api", scopes: ["movies.read"] })("/movies");

const { paths } = (await (await fetch(`http://${gateway.address}/openapi.json`)).json()) as { paths: object };
console.log(`One document describes ${Object.keys(paths).length} paths.`);

await gateway.drain();
await movies.die();
