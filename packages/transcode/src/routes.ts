import type { DescField, DescMessage, DescMethod, DescService } from "@bufbuild/protobuf";
import { getOption, hasOption } from "@bufbuild/protobuf";
import { http } from "../gen/google/api/annotations_pb.ts";
import type { HttpRule } from "../gen/google/api/http_pb.ts";
import { isLeaf } from "./leaf.ts";
import type { Template } from "./template.ts";
import { compareTemplates, matchTemplate, parseTemplate } from "./template.ts";

/**
 * One way to call a method over HTTP.
 *
 * @example
 * ```ts
 * const [route]: readonly Route[] = compileRoutes([SampleService]);
 * assert.equal(route?.method.parent.typeName, "hexmart.transcode.testing.v1.SampleService");
 * ```
 */
export type Route = {
  readonly method: DescMethod;
  /** In capitals; "*" for any. */
  readonly httpMethod: string;
  /** The path template as the contract has it. */
  readonly pattern: string;
  readonly template: Template;
  /** The fields that the variables of the template stand for, in their order: each a path of fields. */
  readonly variables: readonly (readonly DescField[])[];
  /** What the body holds: the whole request ("*"), a field of it, or nothing. */
  readonly body: "*" | DescField | undefined;
  /** The field that is answered; the whole response if there is none. */
  readonly responseBody: DescField | undefined;
};

/**
 * Compiles the google.api.http annotations of services, the most specific route first. Methods without one have no
 * route. Throws an Error that names the method where an annotation is wrong, or two match the same requests.
 *
 * @example
 * ```ts
 * const routes = compileRoutes([SampleService]);
 * assert.ok(routes.some(({ httpMethod, pattern }) => `${httpMethod} ${pattern}` === "GET /v1/samples/{name}"));
 * ```
 */
export function compileRoutes(services: readonly DescService[]): readonly Route[] {
  const routes = services
    .flatMap(({ methods }) => methods)
    .filter((method) => hasOption(method, http))
    .flatMap((method) => {
      const rule = getOption(method, http);
      return [rule, ...rule.additionalBindings].map((binding, index) => compile(method, binding, index > 0));
    })
    .sort((a, b) => compareTemplates(a.template, b.template));
  for (const [index, route] of routes.entries()) {
    for (let next = index + 1; next < routes.length; next += 1) {
      const other = routes[next];
      if (other === undefined || compareTemplates(route.template, other.template) !== 0) break;
      if (overlaps(route, other)) {
        throw new Error(
          `Cannot route ${route.httpMethod} ${route.pattern} to ${route.method}: ${other.method} has ${other.httpMethod} ${other.pattern}, which matches the same requests. Give one of them another path or verb`,
        );
      }
    }
  }
  return routes;
}

function overlaps(one: Route, other: Route): boolean {
  return one.httpMethod === other.httpMethod || one.httpMethod === "*" || other.httpMethod === "*";
}

function compile(method: DescMethod, rule: HttpRule, additional: boolean): Route {
  const refuse = (why: string): never => {
    throw new Error(`Cannot compile google.api.http of ${method}: ${why}`);
  };
  if (additional && rule.additionalBindings.length > 0) refuse("an additional binding has additional bindings");
  const { case: kind, value } = rule.pattern;
  if (kind === undefined) return refuse("it has no path");
  const [httpMethod, pattern] = kind === "custom" ? [value.kind, value.path] : [kind.toUpperCase(), value];
  if (!/^([A-Z]+|\*)$/.test(httpMethod)) refuse(`"${httpMethod}" is no HTTP method`);
  if (httpMethod === "GET" && rule.body !== "") refuse("GET has no body");
  const template = parseTemplate(pattern);
  const variables = template.variables.map(({ path }) => {
    const fields = resolveNames(method.input, path);
    const leaf = fields?.at(-1);
    if (fields === undefined || leaf === undefined) {
      return refuse(`${method.input.typeName} has no field "${path.join(".")}", which the path names`);
    }
    if (leaf.fieldKind === "list" || !isLeaf(leaf)) refuse(`"${path.join(".")}" in the path is not a single value`);
    return fields;
  });
  const find = (message: DescMessage, name: string, what: string): DescField =>
    message.fields.find((field) => field.name === name) ??
    refuse(`${message.typeName} has no field "${name}", its ${what}`);
  const body = rule.body === "" || rule.body === "*" ? undefined : find(method.input, rule.body, "body");
  if (body !== undefined && variables.some((path) => path.length === 1 && path[0] === body)) {
    refuse(`"${body.name}" is both in the path and the body`);
  }
  return {
    method,
    httpMethod,
    pattern,
    template,
    variables,
    body: rule.body === "*" ? "*" : body,
    responseBody: rule.responseBody === "" ? undefined : find(method.output, rule.responseBody, "response body"),
  };
}

/** The fields that a path of names leads through; undefined where there is no such field. */
function resolveNames(message: DescMessage, path: readonly string[]): DescField[] | undefined {
  const fields: DescField[] = [];
  let holder: DescMessage | undefined = message;
  for (const name of path) {
    const field: DescField | undefined = holder?.fields.find((candidate) => candidate.name === name);
    if (field === undefined) return undefined;
    fields.push(field);
    holder = field.fieldKind === "message" ? field.message : undefined;
  }
  return fields;
}

/**
 * The route of a request with the texts of its variables, or the methods that its path has: none where no route has it.
 *
 * @example
 * ```ts
 * const match: Match = matchRoute(compileRoutes([SampleService]), "PUT", "/v1/samples:chat");
 * assert.deepEqual("allowed" in match && match.allowed, ["POST"]);
 * ```
 */
export type Match =
  | { readonly route: Route; readonly values: readonly string[] }
  | { readonly allowed: readonly string[] };

/**
 * Finds the route of a request by its method and path; the path as it was sent, percent-encoded, without the query.
 * Throws URIError for a percent sign that encodes nothing.
 *
 * @example
 * ```ts
 * const match = matchRoute(compileRoutes([SampleService]), "GET", "/v1/samples/caf%C3%A9");
 * assert.deepEqual("route" in match && match.values, ["café"]);
 * ```
 */
export function matchRoute(routes: readonly Route[], httpMethod: string, path: string): Match {
  const parts = path.split("/").slice(1);
  const allowed = new Set<string>();
  for (const route of routes) {
    const values = matchTemplate(route.template, parts);
    if (values === undefined) continue;
    if (route.httpMethod === httpMethod || route.httpMethod === "*") return { route, values };
    allowed.add(route.httpMethod);
  }
  return { allowed: [...allowed].sort() };
}
