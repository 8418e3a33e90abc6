import type { DescField, DescMessage, JsonValue, Registry } from "@bufbuild/protobuf";
import { fromJson } from "@bufbuild/protobuf";

/** Where JSON does not fit a message, by proto names: "sample.parts[1].size". */
export type Misfit = { readonly field: string; readonly description: string };

/** Each level costs as much as reading what is below it once more, so a stranger may not ask for many. */
const maxLevels = 8;

/**
 * Finds what in the JSON the message could not be read for, down to a level where it would cost too much to look on. Only
 * ever asked about JSON that was refused.
 */
export function locate(
  desc: DescMessage,
  json: JsonValue,
  error: unknown,
  registry?: Registry,
  levels: number = maxLevels,
): Misfit {
  const here = { field: "", description: reason(error) };
  if (levels === 0) return here;
  if (json === null || typeof json !== "object" || Array.isArray(json)) return here;
  if (desc.typeName.startsWith("google.protobuf.")) return here;
  for (const [key, value] of Object.entries(json)) {
    const field = desc.fields.find((one) => one.jsonName === key || one.name === key);
    if (field === undefined) return { field: key.slice(0, 200), description: "no such field" };
    const problem = problemOf(desc, field, value, registry);
    if (problem !== undefined) return within(field.name, locateIn(field, value, problem, levels - 1, registry));
  }
  return here;
}

function locateIn(field: DescField, json: JsonValue, error: unknown, levels: number, registry?: Registry): Misfit {
  if (field.fieldKind === "message") return locate(field.message, json, error, registry, levels);
  if (field.fieldKind === "list" && Array.isArray(json)) {
    for (const [index, value] of json.entries()) {
      const problem = problemOf(field.parent, field, [value], registry);
      if (problem === undefined) continue;
      const inner = field.message === undefined ? undefined : locate(field.message, value, problem, registry, levels);
      return within(`[${index}]`, inner ?? { field: "", description: reason(problem) });
    }
  }
  return { field: "", description: reason(error) };
}

function within(name: string, { field, description }: Misfit): Misfit {
  const separator = field === "" || field.startsWith("[") ? "" : ".";
  return { field: `${name}${separator}${field}`, description };
}

function problemOf(desc: DescMessage, field: DescField, value: JsonValue, registry?: Registry): unknown {
  try {
    fromJson(desc, { [field.jsonName]: value }, registry === undefined ? {} : { registry });
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Without the part of protobuf-es' message that says what was being decoded, which the caller is told otherwise. */
export function reason(error: unknown): string {
  const message =
    typeof error === "object" && error !== null && "message" in error ? String(error.message) : "not a value of it";
  const start = message.indexOf("from JSON: ");
  return (start < 0 ? message : message.slice(start + "from JSON: ".length)).slice(0, 500);
}
