import cors from "@fastify/cors";
import { addDocuments, type HttpServer, type ProblemError, type StreamedBody, serveHttp, toBody } from "@hexmart/http";
import type { Logger } from "@hexmart/runtime";
import type { Transcoder } from "@hexmart/transcode";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { methods, type RouteFile } from "#domain/route.ts";
import type { MethodRules } from "#ports/methods.ts";
import type { Upstream } from "#ports/upstream.ts";
import { addBodyParser } from "./body.ts";
import { createEntry, type EntryOptions } from "./entry.ts";
import type { OpenApi } from "./openapi.ts";
import { toProblem, toStatus } from "./problems.ts";
import { forward } from "./rest.ts";
import { grpcTarget, restTarget, type Target } from "./target.ts";
import { transcode } from "./transcoded.ts";

export type GatewayOptions = EntryOptions & {
  readonly address: string;
  readonly logger: Logger;
  readonly routes: RouteFile;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly transcoder: Transcoder;
  readonly rulesOf: (method: Transcoder["routes"][number]["method"]) => MethodRules;
  readonly document: OpenApi;
  readonly corsOrigins: readonly string[];
  readonly maxBodyBytes: number;
  /** What bounds a stream of requests to a gRPC method. */
  readonly streamedBody: StreamedBody;
  readonly maxInFlight: number;
  readonly drainTimeoutMs: number;
};

const everyMethod = [...methods, "OPTIONS", "TRACE"];

/** Routes and calls have deadlines of their own; a watched stream begins when there is something to see. */
const HANDLER_TIMEOUT_MS = 3_600_000;

export function startGateway(options: GatewayOptions): Promise<HttpServer> {
  return serveHttp({
    ...options,
    // Whoever is behind the gateway may be away while the others are not.
    health: async () => undefined,
    timeoutMs: HANDLER_TIMEOUT_MS,
    toProblem,
    sendProblem,
    streamedBody: ({ target }) => (target?.kind === "grpc" && target.streams ? options.streamedBody : undefined),
    routes: (app) => addGateway(app, options),
  });
}

async function addGateway(app: FastifyInstance, options: GatewayOptions): Promise<void> {
  const { routes, upstreams, transcoder, rulesOf, document, corsOrigins, maxBodyBytes } = options;
  if (corsOrigins.length > 0) await addCors(app, corsOrigins);
  addBodyParser(app, maxBodyBytes);
  addDocuments(app, document);
  const enter = await createEntry(app, options);

  const add = (url: string, targetOf: (request: FastifyRequest) => Target) =>
    app.route({
      method: everyMethod,
      url,
      // Before the body is read: nobody unknown may make the gateway take it.
      async onRequest(request, reply) {
        request.target = targetOf(request);
        if (request.target.kind === "grpc" && request.target.template) request.routeLabel = request.target.template;
        await enter(request, reply, request.target);
      },
      handler(request, reply) {
        const { target } = request;
        if (target === undefined) throw new TypeError("Cannot answer: nobody looked where the request goes");
        return target.kind === "rest"
          ? forward(request, reply, { target, routes: routes.routes, upstreams })
          : transcode(request, reply, { transcoder, path: target.path });
      },
    });
  for (const url of new Set(Object.values(routes.routes).flatMap(({ path }) => urlsOf(path)))) {
    add(url, (request) => restTarget(routes, request));
  }
  for (const url of new Set(transcoder.routes.map(({ template }) => urlOf(template.segments[0])))) {
    add(url, (request) => grpcTarget(transcoder.routes, rulesOf, request));
  }
}

/** A path of the route file as fastify has them: to find the route in the log. What fits is decided by matchRoute(). */
function urlsOf(path: string): string[] {
  const open = path.replace(/\/\*\*$/, "");
  const url = open
    .split("/")
    .map((segment, index) => (segment === "*" ? `:part${index}` : segment))
    .join("/");
  return open === path ? [url] : [...(url === "" ? [] : [url]), `${url}/*`];
}

type Segment = Transcoder["routes"][number]["template"]["segments"][number] | undefined;

function urlOf(segment: Segment): string {
  return segment?.kind === "literal" ? `/${segment.text}/*` : "/*";
}

async function addCors(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  await app.register(cors, {
    origin: [...origins],
    methods: [...methods],
    exposedHeaders: ["ETag", "Location", "Retry-After", "WWW-Authenticate", "X-Request-Id"],
    // Tokens come in a header, never by themselves.
    credentials: false,
    maxAge: 600,
  });
}

function sendProblem(own: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
  if (request.target?.kind === "grpc") {
    reply.type("application/json").send(JSON.stringify(toStatus(own)));
    return;
  }
  reply.type("application/problem+json").send(JSON.stringify(toBody(own, request.id)));
}
