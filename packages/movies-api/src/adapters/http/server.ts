import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import type { Principal } from "@hexmart/auth";
import type { Logger } from "@hexmart/runtime";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { addDocuments } from "./documents.ts";
import { toProblem, unavailable } from "./errors.ts";
import { operationsOf } from "./openapi.ts";
import { ProblemError, toBody } from "./problems.ts";
import { addMethodNotAllowed, addOperations, type RouteOptions } from "./routes.ts";

declare module "fastify" {
  interface FastifyRequest {
    principal?: Principal;
    problem?: ProblemError;
  }
}

export type ServerOptions = Omit<RouteOptions, "operations"> & {
  /** host:port; port 0 for any free one. */
  readonly address: string;
  /** The OpenAPI document. */
  readonly document: { readonly info: { readonly title: string }; readonly paths: object };
  readonly health: () => Promise<void>;
  readonly logger: Logger;
  /** How long requests in flight may take to finish when draining, in milliseconds. */
  readonly drainTimeoutMs: number;
};

export type Server = { readonly address: string; drain(): Promise<void> };

const MAX_BODY_BYTES = 16 * 1_024;
const REQUEST_TIMEOUT_MS = 10_000;

/** What is safe to repeat in headers and logs: no spaces, quotes or line ends, and not endless. */
const sane = /^[\w.:/+=@-]{1,128}$/;

/** Serves an OpenAPI document, its documentation and the health of the process over HTTP. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { address, document, logger } = options;
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // With the default of 72 s closing would wait for every idle connection to end.
    keepAliveTimeout: 1_000,
    // A request that comes in while draining is still answered; the connection is closed behind it.
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: ({ headers: { "x-request-id": given } }) =>
      typeof given === "string" && sane.test(given) ? given : randomUUID(),
    frameworkErrors: (error, request, reply) => sendProblem(request, reply, toProblem(error)),
    clientErrorHandler: refuse,
  });
  app.removeAllContentTypeParsers();
  const types = ["application/json", "application/merge-patch+json"];
  app.addContentTypeParser(types, { parseAs: "string" }, app.getDefaultJsonParser("error", "error"));
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({
      "x-request-id": request.id,
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-cache",
    });
  });
  app.addHook("onResponse", async (request, reply) => log(logger, request, reply));
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, toProblem(error)));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new ProblemError("not-found", "Look at /docs for what there is")),
  );
  addOperations(app, { ...options, operations: operationsOf(document) });
  addDocuments(app, document);
  addHealth(app, options);
  const { hostname, port } = new URL(`http://${address}`);
  const url = await app.listen({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
  return { address: new URL(url).host, drain: () => drain(app, options) };
}

/** Closing alone would wait for ever for a connection on which nothing has been asked: it does not count as idle. */
async function drain(app: FastifyInstance, { drainTimeoutMs }: ServerOptions): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

function addHealth(app: FastifyInstance, { health }: ServerOptions): void {
  app.get("/livez", async () => ({ status: "ok" }));
  app.get("/readyz", async () => {
    await health().catch((error: unknown) => {
      throw unavailable("The database cannot be reached", error);
    });
    return { status: "ok" };
  });
  for (const url of ["/livez", "/readyz"]) addMethodNotAllowed(app, url, ["GET"]);
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): void {
  request.problem = problem;
  reply
    .code(problem.status)
    .headers({ ...problem.headers, "x-request-id": request.id })
    .type("application/problem+json")
    .send(JSON.stringify(toBody(problem, request.id)));
}

/** What is no HTTP, or too slow or too large to be read, has no request to be answered to. */
function refuse(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) return;
  const status = error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "408 Request Timeout" : "400 Bad Request";
  const problem = new ProblemError("invalid-request", "It is no HTTP, or too large, or came too slowly");
  const body = JSON.stringify({ ...toBody(problem, randomUUID()), status: Number(status.slice(0, 3)) });
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nConnection: close\r\n`;
  socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** One line for each request. Never its URL, body or token; of a fault of the server all, since nobody else sees it. */
function log(logger: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const { problem, principal } = request;
  const line = {
    method: request.method,
    route: request.routeOptions.url,
    status: reply.statusCode,
    ...(problem && { problem: problem.problem }),
    durationMs: Math.round(reply.elapsedTime * 100) / 100,
    requestId: request.id,
    clientId: principal?.clientId,
  };
  if (problem?.problem === "internal") logger.error({ ...line, err: problem.cause }, "request failed");
  else logger.info(line, "request finished");
}
