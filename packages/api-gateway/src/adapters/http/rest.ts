import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { fromUpstream, type Headers, toUpstream } from "#domain/headers.ts";
import { pathHere } from "#domain/match.ts";
import type { Route, RouteFile } from "#domain/route.ts";
import type { Upstream } from "#ports/upstream.ts";
import { callerOf, whileWanted } from "./caller.ts";
import type { Target } from "./target.ts";

const DEFAULT_TIMEOUT_MS = 10_000;

/** Sends a request on to its upstream, and answers what that answers, be it a problem of its own. */
export async function forward(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    target,
    routes,
    upstreams,
  }: {
    readonly target: Extract<Target, { kind: "rest" }>;
    readonly routes: RouteFile["routes"];
    readonly upstreams: ReadonlyMap<string, Upstream>;
  },
): Promise<FastifyReply> {
  const { route, to } = target;
  const upstream = upstreams.get(route.upstream);
  if (upstream === undefined) throw new TypeError(`Cannot forward: there is no upstream ${route.upstream}`);
  const answer = await upstream.send({
    method: request.method,
    template: route.to,
    target: to,
    headers: toUpstream(pairsOf(request.raw.rawHeaders), callerOf(request), route.headers?.request),
    body: request.body instanceof Uint8Array ? request.body : undefined,
    signal: whileWanted(reply),
    timeoutMs: route.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  });
  reply.code(answer.status);
  for (const [name, values] of grouped(fromUpstream(answer.headers, route.headers?.response))) {
    if (name === "x-request-id") continue;
    reply.header(name, isLocation(name) ? values.map((value) => locationHere(value, route, routes)) : values);
  }
  const body = Readable.from(answer.body, { objectMode: false });
  if (request.method !== "HEAD" && answer.status !== 204 && answer.status !== 304) return reply.send(body);
  body.resume();
  return reply.send();
}

/** Where a location of the upstream is found here; another is nobody's business, and left as it is. */
function locationHere(value: string, { upstream }: Route, routes: RouteFile["routes"]): string {
  if (!value.startsWith("/") || value.startsWith("//")) return value;
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/.exec(value) ?? [];
  for (const route of Object.values(routes)) {
    const here = route.upstream === upstream ? pathHere(route, path) : undefined;
    if (here !== undefined) return here + rest;
  }
  return value;
}

function isLocation(name: string): boolean {
  return name === "location" || name === "content-location";
}

function grouped(headers: Headers): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return groups;
}

function pairsOf(raw: readonly string[]): Headers {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? "", raw[2 * index + 1] ?? ""]);
}
