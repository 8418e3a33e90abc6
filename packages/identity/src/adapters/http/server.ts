import type { Logger } from "@hexmart/runtime";
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { CurrentProvider } from "./current-provider.ts";
import { isOwnHost, rewriteHost } from "./host.ts";
import { type AccountPagesOptions, addAccountPages, addPages } from "./pages/index.ts";
import { pageFor } from "./provider-pages.ts";

export type ServerOptions = Pick<AccountPagesOptions, "app" | "accounts" | "artifacts"> & {
  /** host:port; port 0 for any free one. */
  address: string;
  issuer: string;
  provider: CurrentProvider;
  allowedHosts: readonly string[];
  /** Addresses or networks of proxies whose x-forwarded-for is believed. */
  trustedProxies?: readonly string[];
  /** Rejects, within a few seconds, when a request could not be served because the database is away. */
  checkReady: () => Promise<void>;
  logger: Logger;
  /** How long requests in flight may take to finish when draining, in milliseconds. Default 3 s. */
  drainTimeoutMs?: number;
};

export type Server = { readonly address: string; drain(): Promise<void> };

const REQUEST_TIMEOUT_MS = 10_000;
/** Less than the time that the whole process has to stop. */
const DRAIN_TIMEOUT_MS = 3_000;

/** Serves the provider and the health of the process over HTTP. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { trustedProxies = [] } = options;
  const app = fastify({
    requestTimeout: REQUEST_TIMEOUT_MS,
    // With the default of 72 s closing would wait for every idle connection to end.
    keepAliveTimeout: 1_000,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
  });
  addHealth(app, options);
  app.register(async (scope) => {
    refuseOtherHosts(scope, options);
    await addPages(scope);
    addFaults(scope, options);
    addAccountPages(scope, { ...options, provider: options.provider.get });
    scope.register(async (protocol) => addProtocol(protocol, options));
  });
  const { hostname, port } = new URL(`http://${options.address}`);
  const url = await app.listen({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
  return { address: new URL(url).host, drain: () => drain(app, options) };
}

/** Closing alone would wait for ever for a connection on which nothing has been asked: it does not count as idle. */
async function drain(app: FastifyInstance, { drainTimeoutMs = DRAIN_TIMEOUT_MS }: ServerOptions): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

function addHealth(app: FastifyInstance, { checkReady, logger }: ServerOptions): void {
  app.get("/livez", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    try {
      await checkReady();
      return { status: "ok" };
    } catch (error) {
      logger.warn({ event: "not_ready" }, error instanceof Error ? error.message : String(error));
      return reply.code(503).send({ status: "unavailable" });
    }
  });
}

function refuseOtherHosts(scope: FastifyInstance, { issuer, allowedHosts }: ServerOptions): void {
  scope.addHook("onRequest", async (request, reply) => {
    // "GET http://evil.example/… HTTP/1.1" names a host too, and oidc-provider would believe it.
    const absolute = !request.raw.url?.startsWith("/");
    if (absolute || !isOwnHost(request.raw.headers.host, issuer, allowedHosts)) {
      return reply.code(421).send({ error: "misdirected_request", error_description: "this is another host" });
    }
    rewriteHost(request.raw, issuer);
  });
}

/** What nobody expected is logged in full, and leaves as a page that says nothing of it. */
function addFaults(scope: FastifyInstance, { logger }: ServerOptions): void {
  const title = "This did not work";
  scope.setErrorHandler<FastifyError>((error, request, reply) => {
    const { statusCode = 500, message } = error;
    if (statusCode < 500) {
      const data = { error: "invalid_request", description: message };
      return reply.code(statusCode).page({ template: "error", title, data });
    }
    // The pattern of the address: the address itself may hold what only its user should have.
    const path = request.routeOptions.url;
    logger.error({ event: "request.failed", path, err: error }, "could not answer a request");
    return reply.code(500).page({ template: "error", title, data: { error: "server_error" } });
  });
  scope.setNotFoundHandler((_request, reply) => {
    const heading = "There is no such page";
    const text = "Perhaps the address was not copied whole.";
    return reply.code(404).page({ template: "message", title: heading, data: { heading, text } });
  });
}

function addProtocol(scope: FastifyInstance, { provider }: ServerOptions): void {
  // oidc-provider reads the body itself.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", (_request, _payload, done) => done(null));

  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    await provider.handle(request.raw, reply.raw);
    const page = pageFor(request.raw);
    if (page) return reply.code(page.status).page(page);
    reply.hijack();
  };
  for (const url of ["/connect/*", "/device", "/device/*", "/.well-known/*"]) scope.all(url, handle);
}
