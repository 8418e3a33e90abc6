import type { Match as MethodMatch } from "@hexmart/transcode";
import { type Route as MethodRoute, matchRoute as matchMethod } from "@hexmart/transcode";
import type { FastifyRequest } from "fastify";
import { matchRoute } from "#domain/match.ts";
import { normalizePath } from "#domain/path.ts";
import type { Access, RateLimit, Route, RouteFile } from "#domain/route.ts";
import type { MethodRules } from "#ports/methods.ts";
import { problem } from "./problems.ts";

/** Where a request goes, and who may make it. */
export type Target = {
  /** What is counted together: the route, or the service. */
  readonly name: string;
  readonly access: Access;
  readonly rateLimit: RateLimit | undefined;
} & (
  | { readonly kind: "rest"; readonly route: Route; readonly to: string }
  | {
      readonly kind: "grpc";
      readonly path: string;
      /** The google.api.http template that has the path; undefined where none has. */
      readonly template: string | undefined;
      /** Whether the body is a stream of requests. */
      readonly streams: boolean;
    }
);

declare module "fastify" {
  interface FastifyRequest {
    target?: Target;
  }
}

const MAX_TARGET = 8 * 1_024;

/** A header that is there twice would be read in two ways by two servers. */
const single = new Set(["host", "content-length", "content-type", "transfer-encoding", "if-match", "idempotency-key"]);

/**
 * Finds where a REST request goes.
 *
 * @throws ProblemError where there is no such route, or the request could be read in two ways
 */
export function restTarget({ routes }: RouteFile, request: FastifyRequest): Target {
  const { path, query } = read(request);
  const match = matchRoute(routes, request.method, path);
  if ("name" in match) {
    const { name, route, to } = match;
    return { kind: "rest", name, route, to: to + query, access: route.access, rateLimit: route.rateLimit };
  }
  throw refusal(match.allowed);
}

function refusal(methods: readonly string[]) {
  const allow = methods.join(", ");
  if (allow === "") return problem("not-found", "Look at /docs for what there is");
  return problem("method-not-allowed", `Use one of ${allow}`, { headers: { allow } });
}

/**
 * Finds which method of a gRPC service a request calls.
 *
 * @throws ProblemError as restTarget() does
 */
export function grpcTarget(
  methods: readonly MethodRoute[],
  rulesOf: (method: MethodRoute["method"]) => MethodRules,
  request: FastifyRequest,
): Target {
  // First of all, so that also what is wrong with the request is told as a Status.
  const none = { name: "none", path: "/", template: undefined, streams: false } as const;
  request.target = { kind: "grpc", ...none, access: "public", rateLimit: undefined };
  const { path, query } = read(request);
  const match: MethodMatch = matchMethod(methods, request.method, path);
  if (!("route" in match)) throw refusal(match.allowed);
  const { method, pattern: template } = match.route;
  const { access, rateLimit, service } = rulesOf(method);
  const streams = method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming";
  return { kind: "grpc", name: service, path: path + query, template, streams, access, rateLimit };
}

function read({ raw, originalUrl: url }: FastifyRequest): { readonly path: string; readonly query: string } {
  const { rawHeaders } = raw;
  if (url.length > MAX_TARGET) throw problem("invalid-request", `A path and query may have ${MAX_TARGET} bytes`);
  const mark = url.indexOf("?");
  const query = mark < 0 ? "" : url.slice(mark);
  const normalized = normalizePath(mark < 0 ? url : url.slice(0, mark));
  if ("problem" in normalized) throw problem("invalid-request", `Cannot read the path: ${normalized.problem}`);
  if (!/^[!-~]*$/.test(query) || query.includes("#")) {
    throw problem("invalid-request", "Cannot read the query: encode what is not printable ASCII");
  }
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? "";
    if (single.has(name) && seen.has(name)) throw problem("invalid-request", `Send one ${name} header`);
    seen.add(name);
  }
  return { path: normalized.path, query };
}
