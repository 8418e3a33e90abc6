import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Logger } from "@hexmart/runtime";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { boundArrival, type StreamedBody } from "./arrival.ts";
import { addMethodNotAllowed } from "./method-not-allowed.ts";
import { isProbe, observe, whenOver } from "./observe.ts";
import { originForm } from "./origin-form.ts";
import { type ProblemError, problem, toBody, unavailable } from "./problems.ts";
import { toProblem } from "./to-problem.ts";

export type ServeHttpOptions = {
  /** host:port; port 0 for any free one. */
  readonly address: string;
  readonly logger: Logger;
  /** Adds the routes of the service. Hooks that it adds run for these and for unknown paths, never for probes. */
  readonly routes: (app: FastifyInstance) => void | Promise<void>;
  /** Rejects, within a few seconds, with why the service could not do its work now: what /readyz follows. */
  readonly health: () => Promise<void>;
  /** What an error of the service's own is to its callers; undefined for what it does not know. */
  readonly toProblem?: (error: unknown) => ProblemError | undefined;
  /** Answers a problem otherwise than as application/problem+json, such as by a page. Its status is set already. */
  readonly sendProblem?: SendProblem;
  /** Addresses or networks (CIDR) of proxies whose x-forwarded-for is believed: `request.ip` is whom they name. */
  readonly trustedProxies?: readonly string[];
  /** How long requests in flight may take to finish when draining, in milliseconds. Default 3 s. */
  readonly drainTimeoutMs?: number;
  /** How many requests are worked on at once, probes aside; further ones are refused with 503. Default 256. */
  readonly maxInFlight?: number;
  /** The largest body, in bytes. Default 16 KiB. */
  readonly maxBodyBytes?: number;
  /** How long a body may take to arrive, in milliseconds. Default 10 s. */
  readonly bodyTimeoutMs?: number;
  /**
   * Says which requests have a body that their route reads as it comes, such as a long upload, and what bounds it then:
   * neither bodyTimeoutMs nor, for a content type parser of the route's own, maxBodyBytes. Asked once onRequest is done.
   */
  readonly streamedBody?: (request: FastifyRequest) => StreamedBody | undefined;
  /** How long a handler may take to begin its answer, in milliseconds, before that is a 503. Default 30 s. */
  readonly timeoutMs?: number;
};

type SendProblem = (problem: ProblemError, request: FastifyRequest, reply: FastifyReply) => void;

/** A server that listens. */
export type HttpServer = {
  /** host:port, with the port that it got. */
  readonly address: string;
  /** Takes nothing new, finishes what is in flight, then closes by force. The same promise however often it is called. */
  drain(): Promise<void>;
};

/** How long the header of a request may take to arrive. */
const HEADERS_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 16 * 1_024;

/** What is safe to repeat in headers and logs: no spaces, quotes or line ends, and not endless. */
const sane = /^[\w.:/+=@-]{1,128}$/;

/**
 * Serves routes over HTTP, and /livez (the process) and /readyz (whether it may be sent work) beside them. Each request
 * has an id, a line in the log and, where the process has telemetry, a span; each error is a problem (RFC 9457); one
 * that nobody foresaw is logged in full, and says nothing of itself.
 *
 * Rejects with the error of node:net when it cannot listen.
 *
 * @example
 * ```ts
 * const server = await serveHttp({
 *   address: "127.0.0.1:0",
 *   logger,
 *   health: () => database.ping(),
 *   routes: (app) => void app.get("/hello", async () => ({ hello: "world" })),
 * });
 * await fetch(`http://${server.address}/hello`);
 * await server.drain();
 * ```
 */
export async function serveHttp(options: ServeHttpOptions): Promise<HttpServer> {
  const { address, logger, routes, trustedProxies = [], maxInFlight = 256, maxBodyBytes = 16 * 1_024 } = options;
  if (!(maxInFlight >= 1)) {
    throw new Error(`Cannot serve: maxInFlight is ${maxInFlight}, which lets nothing in. Give at least 1, or Infinity`);
  }
  const answerBy = (send: SendProblem) => (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const own = options.toProblem?.(error) ?? toProblem(error, maxBodyBytes);
    request.problem = own;
    reply.code(own.status).headers({ ...own.headers, "x-request-id": request.id });
    send(own, request, reply);
  };
  // Probes, and what comes to no route, have none of the decorators that an answer of the service's own may need.
  const answerPlainly = answerBy(sendProblem);
  const answer = answerBy(options.sendProblem ?? sendProblem);
  const app: FastifyInstance = fastify({
    bodyLimit: maxBodyBytes,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    handlerTimeout: options.timeoutMs ?? 30_000,
    // Node looks for what is too slow every 30 s by itself, so that 10 s would be 40.
    http: { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 1_000 },
    // With the default of 72 s closing would wait for every idle connection to end.
    keepAliveTimeout: 1_000,
    // A request that comes in while draining is still answered; the connection is closed behind it.
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: ({ headers: { "x-request-id": given } }) =>
      typeof given === "string" && sane.test(given) ? given : randomUUID(),
    rewriteUrl: ({ url = "/" }) => originForm(url),
    frameworkErrors: answerPlainly,
    clientErrorHandler: refuse,
  });
  app.addHook("onRequest", async (request, reply) => {
    // Not by reply.header(), of which nothing is left when a route hijacks its answer.
    reply.raw.setHeader("x-request-id", request.id).setHeader("x-content-type-options", "nosniff");
  });
  observe(app, logger);
  limit(app, maxInFlight);
  boundArrival(app, {
    bodyTimeoutMs: options.bodyTimeoutMs ?? 10_000,
    streamedBody: options.streamedBody,
    answer: (error, request, reply) => (isProbe(request) ? answerPlainly : answer)(error, request, reply),
  });
  app.setErrorHandler(answerPlainly);
  addProbes(app, options);
  await app.register(async (scope) => {
    scope.setErrorHandler(answer);
    scope.setNotFoundHandler((request, reply) =>
      answer(problem("not-found", "There is nothing at this path"), request, reply),
    );
    await routes(scope);
  });
  const { hostname, port } = new URL(`http://${address}`);
  const url = await app.listen({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
  let drained: Promise<void> | undefined;
  return {
    address: new URL(url).host,
    drain() {
      drained ??= drain(app, options);
      return drained;
    },
  };
}

/** Closing alone would wait for ever for a connection on which nothing has been asked: it does not count as idle. */
async function drain(app: FastifyInstance, { drainTimeoutMs = 3_000 }: ServeHttpOptions): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

/** A server that queues what it cannot do answers everybody too late: it refuses the rest before that has cost anything. */
function limit(app: FastifyInstance, maxInFlight: number): void {
  let inFlight = 0;
  app.addHook("onRequest", async (request, reply) => {
    if (isProbe(request)) return;
    if (inFlight >= maxInFlight) throw unavailable(`The server already answers ${maxInFlight} requests`);
    inFlight += 1;
    whenOver(reply, () => {
      inFlight -= 1;
    });
  });
}

function addProbes(app: FastifyInstance, { health, logger }: ServeHttpOptions): void {
  app.get("/livez", async () => ({ status: "ok" }));
  app.get("/readyz", async () => {
    await health().catch((error: unknown) => {
      logger.warn({ event: "not_ready" }, error instanceof Error ? error.message : String(error));
      throw unavailable("Something that the service needs cannot be reached", error);
    });
    return { status: "ok" };
  });
  for (const url of ["/livez", "/readyz"]) addMethodNotAllowed(app, url, ["GET"]);
}

function sendProblem(own: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
  reply.type("application/problem+json").send(JSON.stringify(toBody(own, request.id)));
}

const unread: ReadonlyMap<string | undefined, readonly [number, string]> = new Map([
  ["ERR_HTTP_REQUEST_TIMEOUT", [408, "It came too slowly"]],
  ["HPE_HEADER_OVERFLOW", [431, `Its header is larger than ${MAX_HEADER_BYTES} bytes`]],
]);

/** What is no HTTP, or too slow or too large to be read, has no request to be answered to. */
function refuse(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) return;
  const [status, detail] = unread.get(error.code) ?? [400, "It is no HTTP"];
  const body = JSON.stringify({ ...toBody(problem("invalid-request", detail), randomUUID()), status });
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\nConnection: close\r\n`;
  socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
