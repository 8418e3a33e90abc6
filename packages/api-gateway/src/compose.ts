import { readFileSync } from "node:fs";
import { createVerifier, type Fetch } from "@hexmart/auth";
import { comments } from "@hexmart/contracts/comments";
import { document as movies } from "@hexmart/contracts/openapi/movies.v1";
import { type ClientSecurity, clientSecurity } from "@hexmart/grpc/config";
import type { Logger, Running } from "@hexmart/runtime";
import { createTranscoder } from "@hexmart/transcode";
import { isServiceFault } from "#adapters/grpc/guarded.ts";
import { connectServices, services } from "#adapters/grpc/services.ts";
import { createGuard } from "#adapters/guard/guard.ts";
import { startGateway } from "#adapters/http/gateway.ts";
import { gatewayDocument } from "#adapters/http/openapi.ts";
import { checkRoutes } from "#adapters/routes/check-routes.ts";
import { createUpstream } from "#adapters/upstream/upstream.ts";
import { examples } from "#app/examples.ts";
import { routes as ownRoutes } from "#app/routes.ts";
import type { Config } from "#config";
import { isThisMachine } from "#domain/addresses.ts";
import { UpstreamError } from "#domain/errors.ts";

/** What a test may put in the place of the real thing. */
type Overrides = { readonly logger: Logger; readonly fetch?: Fetch; readonly routes?: unknown };

export async function compose(
  config: Config,
  { logger, fetch, routes: given = ownRoutes }: Overrides,
): Promise<Running> {
  const routes = checkRoutes(given);
  const addresses: Readonly<Record<string, string>> = {
    "movies-api": config.MOVIES_API_ADDRESS,
    "hexmart.product.v1.ProductService": config.PRODUCT_ADDRESS,
    "hexmart.shopping_cart.v1.ShoppingCartService": config.SHOPPING_CART_ADDRESS,
    "hexmart.discount.v1.DiscountService": config.DISCOUNT_ADDRESS,
  };
  refuseToBeOverheard(config, Object.values(addresses));
  const security = clientSecurity(config);
  const tls = security.tls && filesOf(security.tls);
  const upstreams = new Map(
    Object.entries(routes.upstreams).map(([name, { tries = 3, ejectForMs = 5_000, ...guards }]) => {
      const isFault = (error: unknown) => error instanceof UpstreamError;
      const guard = createGuard({ ...guards, name, isFault, isFaultyAnswer: isGatewayStatus });
      const address = addresses[name] ?? "";
      return [name, createUpstream({ name, address, guard, tries, ejectForMs, ...(tls && { tls }) })];
    }),
  );
  const grpc = connectServices({
    rules: routes.services,
    addresses,
    security,
    guardOf: (name, guards) => createGuard({ ...guards, name, isFault: isServiceFault }),
    logger,
  });
  const transcoder = createTranscoder({
    services,
    call: grpc.call,
    maxBodyBytes: config.MAX_BODY_BYTES,
    maxLineBytes: config.MAX_BODY_BYTES,
    onError: (error, method) => logger.error({ method: `${method}`, err: error }, "call failed"),
  });
  const verifiers = new Map<string, ReturnType<typeof createVerifier>>();
  const server = await startGateway({
    address: config.HTTP_ADDRESS,
    logger,
    routes,
    upstreams,
    transcoder,
    rulesOf: grpc.rulesOf,
    verifierOf(audience) {
      const verifier =
        verifiers.get(audience) ?? createVerifier({ issuer: config.ISSUER, audience, ...(fetch && { fetch }) });
      verifiers.set(audience, verifier);
      return verifier;
    },
    plaintext: config.PLAINTEXT_TOKENS ?? "loopback",
    document: gatewayDocument({
      movies,
      routes,
      methods: transcoder.routes,
      rulesOf: grpc.rulesOf,
      describe: (name) => comments[name],
      examples,
    }),
    corsOrigins: config.CORS_ORIGINS,
    maxBodyBytes: config.MAX_BODY_BYTES,
    streamedBody: { idleMs: config.STREAM_IDLE_MS, maxBytes: config.MAX_STREAM_BYTES },
    maxInFlight: config.MAX_IN_FLIGHT,
    // The rest is for closing what is below.
    drainTimeoutMs: 0.8 * config.SHUTDOWN_TIMEOUT_MS,
  });
  return {
    address: server.address,
    async drain() {
      await server.drain();
      grpc.close();
      await Promise.all([...upstreams.values()].map((upstream) => upstream.close()));
    },
  };
}

/** What a server answers that could not do its work, as opposed to one that did not like what it was asked. */
function isGatewayStatus(answer: unknown): boolean {
  return [502, 503, 504].includes((answer as { status: number }).status);
}

/** The same files as for gRPC, read for REST. */
function filesOf({ authorities, certificate, key }: NonNullable<ClientSecurity["tls"]>) {
  const read = (file: string) => readFileSync(file, "utf8");
  return {
    ...(authorities !== undefined && { ca: read(authorities) }),
    ...(certificate !== undefined && key !== undefined && { cert: read(certificate), key: read(key) }),
  };
}

/** The callers' tokens go on with their requests. */
function refuseToBeOverheard({ TLS_CA_FILE, PLAINTEXT_TOKENS }: Config, addresses: readonly string[]): void {
  const exposed = addresses.find((address) => !isThisMachine(address));
  if (TLS_CA_FILE !== undefined || PLAINTEXT_TOKENS === "allow" || exposed === undefined) return;
  const message = `Cannot send access tokens to ${exposed} in plaintext, where others may read them. Set TLS_CA_FILE, or on a network that nobody else is on PLAINTEXT_TOKENS=allow`;
  throw Object.assign(new Error(message), { code: "CONFIG_INVALID" });
}
