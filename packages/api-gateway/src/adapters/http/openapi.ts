import type { Route as MethodRoute } from "@hexmart/transcode";
import { describeRoutes } from "@hexmart/transcode/openapi";
import type { Examples } from "#domain/example.ts";
import { matchRoute, pathHere } from "#domain/match.ts";
import type { Access, Route, RouteFile } from "#domain/route.ts";
import type { MethodRules } from "#ports/methods.ts";
import { withExamples } from "./examples.ts";

/** An OpenAPI 3.1 document. */
export type OpenApi = Readonly<Record<"info" | "paths" | "components", Node>> & Node;
type Node = Readonly<Record<string, unknown>>;
type Paths = Readonly<Record<string, Readonly<Record<string, Node>>>>;

type Options = {
  /** The document of the REST server, as it has it. */
  readonly movies: OpenApi;
  readonly routes: RouteFile;
  readonly methods: readonly MethodRoute[];
  readonly rulesOf: (method: MethodRoute["method"]) => MethodRules;
  /** What the contract says of a method, message or field, by its full name. */
  readonly describe: (name: string) => string | undefined;
  readonly examples: Examples;
};

const verbs = ["get", "put", "post", "patch", "delete"];

/** The problems that only the gateway has. */
const ownProblems = ["too-many-requests", "upstream-broken", "upstream-timed-out"];

const description = `Everything that is behind the gateway: movies, products, carts and discounts.

An access token is for one audience; each operation names it. Movies answer problems (RFC 9457); what stands for a gRPC
method answers google.rpc.Status. Both tell by 429 and 503, with Retry-After, when to come again; by 502 and 504 that
a server behind the gateway has failed, or has not answered in time.`;

/** One document for everything behind the gateway: paths as they are here, and scopes as they are asked for here. */
export function gatewayDocument({ movies, routes, methods, rulesOf, describe, examples }: Options): OpenApi {
  const grpc = describeRoutes(methods, { securityOf: (method) => securityOf(rulesOf(method).access), describe });
  const rest = restPaths(movies.paths as Paths, routes.routes);
  const components = movies.components as Readonly<Record<string, Node>>;
  const audiences = new Map(Object.entries(routes.services).map(([name, { audience }]) => [name, audience]));
  const paths = withExamples({ ...rest, ...(grpc.paths as Paths) }, examples);
  return {
    openapi: "3.1.0",
    info: {
      title: "hexmart",
      version: "1.0.0",
      summary: "The shop and its movies, by one door.",
      description,
      license: movies.info.license,
    },
    servers: [{ url: "/" }],
    tags: [
      ...(movies.tags as Node[]).map((tag) => ({
        ...tag,
        description: `${tag.description} Audience: \`urn:hexmart:movies-api\`.`,
      })),
      ...[...audiences].map(([name, audience]) => ({
        name,
        description: `${describe(name) ?? name} Audience: \`${audience}\`.`,
      })),
    ],
    paths,
    components: {
      ...components,
      headers: locationsHere(components.headers ?? {}, routes.routes),
      schemas: { ...withProblems(components.schemas ?? {}), ...grpc.schemas },
      securitySchemes: {
        oauth2: {
          type: "oauth2",
          description: "An access token of the identity server (a JWT, RFC 9068).",
          flows: flows(paths),
        },
      },
    },
  };
}

/** The operations that a route leads to, each at its path here. */
function restPaths(theirs: Paths, routes: RouteFile["routes"]): Paths {
  const found: Record<string, Record<string, Node>> = {};
  for (const [path, item] of Object.entries(theirs)) {
    for (const verb of verbs.filter((one) => one in item)) {
      for (const route of Object.values(routes)) {
        const here = pathHere(route, path);
        const match = here === undefined ? undefined : matchRoute(routes, verb.toUpperCase(), here);
        if (here === undefined || match === undefined || !("route" in match) || match.route !== route) continue;
        const operation = item[verb] ?? {};
        const parameters = [...nodes(item.parameters), ...nodes(operation.parameters)];
        found[here] = { ...found[here], [verb]: { ...operation, parameters, security: securityOf(route.access) } };
      }
    }
  }
  return found;
}

function nodes(list: unknown): Node[] {
  return Array.isArray(list) ? list : [];
}

/** Each alternative has all that is always needed. */
function securityOf(access: Access): readonly Readonly<Record<string, readonly string[]>>[] {
  if (access === "public") return [];
  const { allOf = [], anyOf = [] } = access;
  return anyOf.length === 0 ? [{ oauth2: allOf }] : anyOf.map((scope) => ({ oauth2: [...allOf, scope] }));
}

function flows(paths: Paths): Node {
  const used = Object.values(paths)
    .flatMap((item) => Object.values(item))
    .flatMap(({ security = [] }) => security as Readonly<Record<string, readonly string[]>>[])
    .flatMap(({ oauth2 = [] }) => oauth2);
  const scopes = Object.fromEntries([...new Set(used)].sort().map((scope) => [scope, scopeInWords(scope)]));
  return {
    authorizationCode: { authorizationUrl: "/connect/authorize", tokenUrl: "/connect/token", scopes },
    clientCredentials: { tokenUrl: "/connect/token", scopes },
  };
}

function scopeInWords(scope: string): string {
  const [what = "", may] = scope.split(".");
  return `${may === "read" ? "Read" : "Change"} what ${what} has`;
}

/** A location is answered as it is here, so the pattern that the contract has for it must be that of here. */
function locationsHere(headers: Node, routes: Readonly<Record<string, Route>>): Node {
  return JSON.parse(JSON.stringify(headers), (key, value: unknown) => {
    if (key !== "pattern" || typeof value !== "string" || !/^\^(\/[\w-]+)+\/$/.test(value)) return value;
    const there = `${value.slice(1)}x`;
    const here = Object.values(routes)
      .map((route) => pathHere(route, there))
      .find((path) => path !== undefined);
    return here === undefined ? value : `^${here.slice(0, -1)}`;
  });
}

function withProblems(schemas: Node): Node {
  return JSON.parse(JSON.stringify(schemas), (key, value: unknown) =>
    key === "enum" && Array.isArray(value) && String(value[0]).startsWith("urn:hexmart:problem:")
      ? [...value, ...ownProblems.map((name) => `urn:hexmart:problem:${name}`)]
      : value,
  );
}
