import type { DescEnum, DescField, DescMessage } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>;

/** The types that have a JSON of their own, by the mapping of proto3. */
const wellKnown: Readonly<Record<string, Schema>> = {
  "google.protobuf.Timestamp": { type: "string", format: "date-time" },
  "google.protobuf.Duration": { type: "string", pattern: "^-?\\d{1,12}(\\.\\d{1,9})?s$", examples: ["1.5s"] },
  "google.protobuf.FieldMask": { type: "string", description: "Names of fields with commas between them." },
  "google.protobuf.Struct": { type: "object" },
  "google.protobuf.Value": {},
  "google.protobuf.ListValue": { type: "array" },
  "google.protobuf.Empty": { type: "object" },
  "google.protobuf.Any": { type: "object", required: ["@type"], properties: { "@type": { type: "string" } } },
};

const int32: Schema = { type: "integer", format: "int32" };
/** As text, since a number of JavaScript holds 53 bits. */
const int64: Schema = { type: "string", format: "int64", pattern: "^-?\\d{1,20}$" };
const real: Schema = { type: "number" };

/** The schema of one value. */
function scalarSchema(scalar: ScalarType): Schema {
  switch (scalar) {
    case ScalarType.STRING:
      return { type: "string" };
    case ScalarType.BYTES:
      return { type: "string", contentEncoding: "base64" };
    case ScalarType.BOOL:
      return { type: "boolean" };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return real;
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return int64;
    default:
      return int32;
  }
}

/** Collects schemas of messages and enums by their full names, each once, and refers to them. */
export function createSchemas(describe: (name: string) => string | undefined) {
  const found = new Map<string, Schema>();
  const described = (name: string): Schema => {
    const description = describe(name);
    return description === undefined ? {} : { description };
  };

  function enumSchema(desc: DescEnum): Schema {
    if (!found.has(desc.typeName)) {
      found.set(desc.typeName, {
        type: "string",
        enum: desc.values.map(({ name }) => name),
        ...described(desc.typeName),
      });
    }
    return { $ref: `#/components/schemas/${desc.typeName}` };
  }

  function single(field: DescField): Schema {
    if (field.message !== undefined) return message(field.message);
    if (field.enum !== undefined) return enumSchema(field.enum);
    return field.scalar === undefined ? {} : scalarSchema(field.scalar);
  }

  /** The schema of a field, many or one. */
  function field(desc: DescField): Schema {
    const description = described(`${desc.parent.typeName}.${desc.name}`);
    if (desc.fieldKind === "list") return { type: "array", items: single(desc), ...description };
    if (desc.fieldKind === "map") return { type: "object", additionalProperties: single(desc), ...description };
    return { ...single(desc), ...description };
  }

  /** An object with the fields of a message, but those left out. */
  function object(desc: DescMessage, without: readonly DescField[] = []): Schema {
    return {
      type: "object",
      additionalProperties: false,
      properties: Object.fromEntries(
        desc.fields.filter((own) => !without.includes(own)).map((own) => [own.jsonName, field(own)]),
      ),
      ...described(desc.typeName),
    };
  }

  function message(desc: DescMessage): Schema {
    const own = wellKnown[desc.typeName];
    if (own !== undefined) return own;
    if (isWrapperDesc(desc)) return scalarSchema(desc.fields[0].scalar);
    if (!found.has(desc.typeName)) {
      // First, so that a message that holds its like does not go on for ever.
      found.set(desc.typeName, {});
      found.set(desc.typeName, object(desc));
    }
    return { $ref: `#/components/schemas/${desc.typeName}` };
  }

  return { field, message, object, all: () => Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
