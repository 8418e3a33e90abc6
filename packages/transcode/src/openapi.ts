import type { DescField, DescMessage, DescMethod } from "@bufbuild/protobuf";
import { getOption } from "@bufbuild/protobuf";
import { http } from "../gen/google/api/annotations_pb.ts";
import { StatusSchema } from "../gen/google/rpc/status_pb.ts";
import { isLeaf } from "./leaf.ts";
import type { Route } from "./routes.ts";
import type { Schema } from "./schemas.ts";
import { createSchemas } from "./schemas.ts";

/**
 * What describeRoutes() needs beyond the routes.
 *
 * @example
 * ```ts
 * const options: OpenApiOptions = {
 *   securityOf: (method) => [{ oauth2: [`${method.localName}.call`] }],
 *   describe: (name) => (name.endsWith("GetSample") ? "Answers a sample." : undefined),
 * };
 * const { paths } = describeRoutes(compileRoutes([SampleService]), options);
 * assert.equal(paths["/v1/samples/{name}"]?.get?.summary, "Answers a sample");
 * ```
 */
export type OpenApiOptions = {
  /** Who may call a method, as a `security` of OpenAPI. */
  readonly securityOf?: (method: DescMethod) => readonly Readonly<Record<string, readonly string[]>>[];
  /** What the contract says of a method, message, enum or field, by its full name. Its first sentence is the summary. */
  readonly describe?: (name: string) => string | undefined;
};

/**
 * An operation of OpenAPI 3.1.
 *
 * @example
 * ```ts
 * const operation: OpenApiOperation | undefined = describeRoutes(compileRoutes([SampleService])).paths["/v1/samples/{name}"]?.get;
 * assert.equal(operation?.operationId, "SampleService_GetSample");
 * ```
 */
export type OpenApiOperation = { readonly operationId: string; readonly summary: string } & Schema;

/**
 * The paths and schemas of an OpenAPI 3.1 document.
 *
 * @example
 * ```ts
 * const part: OpenApiPart = describeRoutes(compileRoutes([SampleService]));
 * assert.ok("google.rpc.Status" in part.schemas);
 * ```
 */
export type OpenApiPart = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly schemas: Readonly<Record<string, Schema>>;
};

/** Parts of parts of a request are parameters too. */
const MAX_DEPTH = 3;

/**
 * Describes routes as OpenAPI 3.1: what createTranscoder() answers to. Routes for any method ("*") are left out, since
 * OpenAPI has no word for them.
 *
 * @example
 * ```ts
 * const { paths, schemas } = describeRoutes(compileRoutes([SampleService]));
 * const document = { openapi: "3.1.0", info: { title: "Samples", version: "1" }, paths, components: { schemas } };
 * assert.ok("/v1/samples/{name}" in document.paths);
 * ```
 */
export function describeRoutes(routes: readonly Route[], options: OpenApiOptions = {}): OpenApiPart {
  const { describe = () => undefined } = options;
  const schemas = createSchemas(describe);
  const failure = { description: "What went wrong.", content: json(schemas.message(StatusSchema)) };
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  const times = new Map<string, number>();
  // The contract's order; that of the routes is for matching.
  const inOrder = routes
    .filter(({ httpMethod }) => httpMethod !== "*")
    .toSorted((a, b) => place(a.method) - place(b.method) || rank(a) - rank(b));
  for (const route of inOrder) {
    const { method, httpMethod } = route;
    const id = `${method.parent.name}_${method.name}`;
    const time = (times.get(id) ?? 0) + 1;
    times.set(id, time);
    const text = describe(`${method.parent.typeName}.${method.name}`) ?? words(method.name);
    const security = options.securityOf?.(method);
    const path = pathOf(route);
    paths[path] = {
      ...paths[path],
      [httpMethod.toLowerCase()]: {
        operationId: time === 1 ? id : `${id}_${time}`,
        tags: [method.parent.typeName],
        summary: text.split(/\.(?=\s|$)/)[0] ?? text,
        description: text,
        ...(security && { security }),
        parameters: [...pathParameters(route), ...queryParameters(route)],
        ...requestBody(route),
        responses: { "200": answer(route), default: failure },
      },
    };
  }
  return { paths, schemas: schemas.all() };

  function pathParameters({ variables }: Route): Schema[] {
    return variables.map((fields) => {
      const { description, ...schema } = schemas.field(last(fields));
      return {
        name: nameOf(fields),
        in: "path",
        required: true,
        ...(description !== undefined && { description }),
        schema,
      };
    });
  }

  function queryParameters(route: Route): Schema[] {
    if (route.body === "*") return [];
    const taken = new Set(route.variables.map(nameOf));
    return leaves(route.method.input, [])
      .filter((fields) => fields[0] !== route.body && !taken.has(nameOf(fields)))
      .map((fields) => {
        const { description, ...schema } = schemas.field(last(fields));
        return { name: nameOf(fields), in: "query", ...(description !== undefined && { description }), schema };
      });
  }

  function requestBody({ method, body, variables }: Route): Schema {
    if (body === undefined) return {};
    const bound = variables.filter((path) => path.length === 1).map(last);
    const whole = bound.length === 0 ? schemas.message(method.input) : schemas.object(method.input, bound);
    const schema = body === "*" ? whole : schemas.field(body);
    const streams = method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming";
    const content = { ...json(schema), ...(streams && { "application/x-ndjson": { schema } }) };
    return { requestBody: { required: true, content } };
  }

  function answer({ method, responseBody }: Route): Schema {
    const description = describe(method.output.typeName) ?? "The answer.";
    const schema = responseBody === undefined ? schemas.message(method.output) : schemas.field(responseBody);
    if (method.methodKind === "unary" || method.methodKind === "client_streaming") {
      return { description, content: json(schema) };
    }
    const line = {
      description: "One of them; a stream that fails ends with the latter.",
      type: "object",
      properties: { result: schema, error: schemas.message(StatusSchema) },
    };
    const content = { "application/x-ndjson": { schema: line }, "text/event-stream": { schema: { type: "string" } } };
    return { description: `${description} One on each line, or an event each.`, content };
  }
}

function json(schema: Schema): Schema {
  return { "application/json": { schema } };
}

function place({ parent, name }: DescMethod): number {
  return parent.methods.findIndex((method) => method.name === name);
}

/** Of several bindings of a method, the one that stands first in the contract has its name. */
function rank({ method, pattern, httpMethod }: Route): number {
  const rule = getOption(method, http);
  return [rule, ...rule.additionalBindings].findIndex((binding) => {
    const { case: kind, value } = binding.pattern;
    const [verb, path] = kind === "custom" ? [value.kind, value.path] : [kind?.toUpperCase(), value];
    return verb === httpMethod && path === pattern;
  });
}

/** OpenAPI knows no patterns within a variable, and no variables but named ones. */
function pathOf({ pattern }: Route): string {
  return pattern.replace(/\{([^}=]+)=[^}]*\}/g, "{$1}");
}

function nameOf(fields: readonly DescField[]): string {
  return fields.map(({ name }) => name).join(".");
}

function last(fields: readonly DescField[]): DescField {
  const field = fields.at(-1);
  if (field === undefined) throw new TypeError("Cannot describe a path without fields");
  return field;
}

/** The fields that a text can hold, within messages too. */
function leaves(message: DescMessage, above: readonly DescField[]): DescField[][] {
  return message.fields.flatMap((field) => {
    const fields = [...above, field];
    if (isLeaf(field)) return [fields];
    const deeper = field.fieldKind === "message" && fields.length < MAX_DEPTH;
    return deeper ? leaves(field.message, fields) : [];
  });
}

/** "BatchGetDiscounts" as "Batch get discounts". */
function words(name: string): string {
  const parts = name.split(/(?=[A-Z])/).map((part) => part.toLowerCase());
  return parts.join(" ").replace(/^./, (letter) => letter.toUpperCase());
}
