import type { DescField, JsonValue, Message, MessageShape, Registry } from "@bufbuild/protobuf";
import { create, fromJson, mergeFromJson, mergeFromJsonString } from "@bufbuild/protobuf";
import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import { reflect } from "@bufbuild/protobuf/reflect";
import type { FieldMask } from "@bufbuild/protobuf/wkt";
import { FieldMaskSchema } from "@bufbuild/protobuf/wkt";
import { toLeafJson } from "./leaf.ts";
import { locate, reason } from "./locate.ts";
import { readQuery } from "./query.ts";
import type { Route } from "./routes.ts";
import { invalid } from "./status.ts";

/** The parts of a request that a message is read from. */
type Parts = {
  /** What matchRoute() found. */
  readonly values: readonly string[];
  /** What stands behind the question mark. */
  readonly query?: string;
  /** JSON; empty for nothing. */
  readonly body?: string;
  /** Knows the types that Any holds. */
  readonly registry?: Registry;
};

/**
 * Reads the request of a route's method from path, query and body. Throws TranscodeError: INVALID_ARGUMENT with a
 * BadRequest that names the field.
 *
 * @example
 * ```ts
 * const match = matchRoute(compileRoutes([SampleService]), "PATCH", "/v1/samples/one");
 * assert.ok("route" in match);
 * const request = readRequest(match.route, { values: match.values, body: '{"part": {"size": 3}}' });
 * assert.deepEqual(toJson(UpdateSampleRequestSchema, request as UpdateSampleRequest), {
 *   sample: { name: "one", part: { size: 3 } },
 *   updateMask: "part",
 * });
 * ```
 */
export function readRequest(route: Route, { values, query = "", body = "", registry }: Parts): Message {
  // #region order
  const request = reflect(route.method.input);
  const json = readBody(request, route, body, registry);
  const set = new Map<string, DescField>();
  for (const { path, texts } of readQuery(route, query)) {
    assign(request, path, texts, registry, set);
  }
  if (json !== undefined) inferMask(request, route, json);
  for (const [index, path] of route.variables.entries()) {
    assign(request, path, [values[index] ?? ""], registry);
  }
  return request.message;
  // #endregion order
}

function readBody(request: ReflectMessage, { body: target }: Route, text: string, registry?: Registry) {
  if (target === undefined || text.trim() === "") return undefined;
  const json = parse(text);
  const { desc, message } = request;
  const options = registry === undefined ? {} : { registry };
  const prefix = target === "*" ? "" : target.name;
  try {
    // From the text, so that a key that is there twice is refused; that it is one JSON value has just been seen.
    mergeFromJsonString(desc, message, target === "*" ? text : `{${JSON.stringify(target.jsonName)}:${text}}`, options);
  } catch (error) {
    const whole: JsonValue = target === "*" ? json : { [target.jsonName]: json };
    const { field, description } = locate(desc, whole, error, registry);
    throw invalid(field || prefix, description);
  }
  return json;
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw invalid("", "the body is not JSON");
  }
}

/** Sets a field that lies in messages within messages. `set` remembers which field of each oneof was given. */
function assign(
  request: ReflectMessage,
  path: readonly DescField[],
  texts: readonly string[],
  registry?: Registry,
  set?: Map<string, DescField>,
): void {
  const name = path.map((field) => field.name).join(".");
  let holder = request;
  for (const [index, field] of path.entries()) {
    if (field.oneof !== undefined && set !== undefined) {
      const oneof = [...path.slice(0, index).map((one) => one.name), `(${field.oneof.name})`].join(".");
      const other = set.get(oneof);
      if (other !== undefined && other !== field)
        throw invalid(name, `"${other.name}" is given, only one of them may be`);
      set.set(oneof, field);
    }
    if (index === path.length - 1 || field.fieldKind !== "message") break;
    if (!holder.isSet(field)) holder.set(field, reflect(field.message));
    holder = holder.get(field);
  }
  const leaf = path.at(-1);
  if (leaf === undefined) return;
  try {
    if (leaf.fieldKind === "message" && leaf.message.typeName === FieldMaskSchema.typeName) {
      holder.set(leaf, reflect(FieldMaskSchema, readMask(texts[0] ?? "")));
      return;
    }
    const json = texts.map((text) => toLeafJson(leaf, text));
    const value = leaf.fieldKind === "list" ? json : (json[0] ?? null);
    // Read alone first: merged, a value that is wrong in its second half would leave the first half behind.
    const read = fromJson(holder.desc, { [leaf.jsonName]: value }, registry === undefined ? {} : { registry });
    if (leaf.fieldKind === "list" || leaf.message === undefined) {
      mergeFromJson(
        holder.desc,
        holder.message,
        { [leaf.jsonName]: value },
        registry === undefined ? {} : { registry },
      );
    } else {
      holder.set(leaf, reflect(holder.desc, read).get(leaf));
    }
  } catch (error) {
    throw invalid(name, reason(error));
  }
}

/** Paths by proto names, or by JSON names as FieldMask's own JSON has them. */
function readMask(text: string): FieldMask {
  const paths = text.split(",").filter((path) => path !== "");
  for (const path of paths) {
    if (!/^[A-Za-z0-9_.*]{1,1000}$/.test(path)) throw new Error("expected names of fields with commas between them");
  }
  return create(FieldMaskSchema, {
    paths: paths.map((path) => path.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
  });
}

/**
 * PATCH without an update_mask changes what the body has, as AIP-134 wants it: the mask gets the name of each field that
 * stands in the body, null included, without its parts.
 */
function inferMask(request: ReflectMessage, { httpMethod, body }: Route, json: JsonValue): void {
  if (httpMethod !== "PATCH" || body === "*" || body?.fieldKind !== "message") return;
  const mask = request.desc.fields.find(({ name }) => name === "update_mask");
  if (mask?.fieldKind !== "message" || mask.message.typeName !== FieldMaskSchema.typeName) return;
  const given = request.isSet(mask) ? (request.get(mask).message as MessageShape<typeof FieldMaskSchema>) : undefined;
  if ((given?.paths.length ?? 0) > 0 || json === null || typeof json !== "object" || Array.isArray(json)) return;
  const names = Object.keys(json).flatMap(
    (key) => body.message.fields.find((field) => field.jsonName === key || field.name === key)?.name ?? [],
  );
  request.set(mask, reflect(FieldMaskSchema, create(FieldMaskSchema, { paths: names })));
}
