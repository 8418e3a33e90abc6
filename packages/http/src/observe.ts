import type { Principal } from "@hexmart/auth";
import type { Logger } from "@hexmart/runtime";
import { type Context, context, trace } from "@opentelemetry/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ProblemError } from "./problems.ts";
import { findWatch } from "./telemetry.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who calls; set by `createBearer`. */
    principal?: Principal;
    /**
     * What the request is called in logs, spans and measurements where the URL of its route says too little: a template,
     * so that there are few of them. Never a path that somebody asked for.
     */
    routeLabel?: string;
    /** What the request is answered with, when that is a problem. */
    problem?: ProblemError;
  }
}

/** Probes come every few seconds, to no effect: they are no news, and never too many. */
const probes = new Set(["/livez", "/readyz"]);

export function isProbe(request: FastifyRequest): boolean {
  return probes.has(request.routeOptions.url ?? "");
}

function routeOf({ routeLabel, routeOptions }: FastifyRequest): string | undefined {
  return routeLabel ?? routeOptions.url;
}

/** Calls once when the answer has left, or its connection has ended without it. */
export function whenOver(reply: FastifyReply, done: () => void): void {
  let over = false;
  const once = () => {
    if (!over) done();
    over = true;
  };
  reply.raw.once("finish", once);
  reply.raw.once("close", once);
}

/** Writes a line, a span and a measurement for each request; what its handler does hangs below its span. */
export function observe(app: FastifyInstance, logger: Logger): void {
  const watch = findWatch();
  const traces = new WeakMap<FastifyRequest, Context>();
  const within = (request: FastifyRequest, go: () => void) => {
    const own = traces.get(request);
    if (own === undefined) go();
    else context.with(own, go);
  };

  app.addHook("onRequest", (request, reply, done) => {
    const startedAt = performance.now();
    const watched = isProbe(request) ? undefined : watch?.(request);
    if (watched?.trace) traces.set(request, watched.trace);
    whenOver(reply, () => {
      const durationMs = performance.now() - startedAt;
      watched?.end(routeOf(request), reply.raw.statusCode, durationMs);
      log(logger, { request, reply, durationMs, trace: watched?.trace });
    });
    within(request, done);
  });
  // The body arrives by events of the socket, which belong to no request.
  if (watch !== undefined) app.addHook("preValidation", (request, _reply, done) => within(request, done));
}

type Ended = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly durationMs: number;
  readonly trace: Context | undefined;
};

/** One line for each request. Never its URL, body or token; of a fault of the server all, since nobody else sees it. */
function log(logger: Logger, { request, reply, durationMs, trace: within }: Ended): void {
  const { problem, principal } = request;
  const span = within && trace.getSpanContext(within);
  const line = {
    method: request.method,
    route: routeOf(request),
    status: reply.raw.statusCode,
    ...(problem && { problem: problem.problem }),
    ...(problem && problem.status >= 500 && { reason: kindsOf(problem.cause) }),
    // The caller has gone, or was cut off while draining.
    ...(!reply.raw.writableFinished && { aborted: true }),
    durationMs: Math.round(durationMs * 100) / 100,
    requestId: request.id,
    clientId: principal?.clientId,
    ...(span && { trace_id: span.traceId, span_id: span.spanId }),
  };
  if (problem?.problem === "internal") logger.error({ ...line, err: problem.cause }, "request failed");
  else logger[isProbe(request) ? "debug" : "info"](line, "request finished");
}

/** What kinds of errors led to a problem, outermost first. No messages: a database's may hold all that it was sent. */
function kindsOf(cause: unknown): string {
  const kinds: string[] = [];
  let error = cause;
  while (typeof error === "object" && error !== null && kinds.length < 5) {
    const { name, code, cause: next } = error as { name?: unknown; code?: unknown; cause?: unknown };
    kinds.push([name, code].filter((part) => typeof part === "string").join(" "));
    error = next;
  }
  return kinds.join(": ");
}
