import type { DescField, JsonValue } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";

/** The messages that are one text in JSON, and so may be one in a path or a query. */
const texts = new Set(["google.protobuf.Timestamp", "google.protobuf.Duration", "google.protobuf.FieldMask"]);

/** Whether a text can hold a value of the field; of a repeated field, one of its values. */
export function isLeaf(field: DescField): boolean {
  if (field.fieldKind === "map") return false;
  const message = field.message;
  return message === undefined || texts.has(message.typeName) || isWrapperDesc(message);
}

/** A text from a path or a query as protobuf JSON. Throws an Error that says what was expected. */
export function toLeafJson(field: DescField, text: string): JsonValue {
  if (field.enum !== undefined) return isInteger(text) ? Number(text) : text;
  if (field.message?.typeName === "google.protobuf.FieldMask") return text;
  const scalar = field.message === undefined ? field.scalar : wrapped(field);
  if (scalar === undefined) return text;
  return toScalarJson(scalar, text);
}

function wrapped(field: DescField): ScalarType | undefined {
  return field.message !== undefined && isWrapperDesc(field.message) ? field.message.fields[0]?.scalar : undefined;
}

/** Stricter than protobuf-es, which reads numbers as JavaScript does: "0x10" and "1e3" are no integers here. */
function toScalarJson(scalar: ScalarType, text: string): JsonValue {
  switch (scalar) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return text;
    case ScalarType.BOOL:
      if (text === "true" || text === "false") return text === "true";
      throw new Error(`expected true or false`);
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      if (decimal.test(text) || ["NaN", "Infinity", "-Infinity"].includes(text)) return text;
      throw new Error("expected a number");
    default:
      if (isInteger(text)) return text;
      throw new Error("expected an integer");
  }
}

const decimal = /^-?\d{1,400}(\.\d{1,400})?([eE][+-]?\d{1,3})?$/;

function isInteger(text: string): boolean {
  return /^-?\d{1,20}$/.test(text);
}
