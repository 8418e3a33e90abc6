import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { isLeaf } from "./leaf.ts";
import type { Route } from "./routes.ts";
import { invalid } from "./status.ts";

/** A field path beyond this depth is nobody's. */
const maxDepth = 32;

type Parameter = { readonly path: readonly DescField[]; readonly texts: string[] };

/** The parameters of a query by the fields they name, each once. */
export function readQuery({ method, body, variables }: Route, query: string): Iterable<Parameter> {
  const parameters = new Map<string, Parameter>();
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const text = decode(equals < 0 ? "" : pair.slice(equals + 1));
    const path = resolve(method.input, name);
    const key = path.map((field) => field.name).join(".");
    if (body === "*") throw invalid(name, "the body has all fields, the query can have none");
    if (path[0] === body) throw invalid(name, "the body has this field, the query cannot");
    if (variables.some((variable) => variable.map((field) => field.name).join(".") === key)) {
      throw invalid(name, "the path has this field, the query cannot");
    }
    const known = parameters.get(key);
    if (known === undefined) parameters.set(key, { path, texts: [text] });
    else if (path.at(-1)?.fieldKind !== "list") throw invalid(name, "given more than once");
    else known.texts.push(text);
  }
  return parameters.values();
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw invalid("", "the query is not percent-encoded UTF-8");
  }
}

/** The fields that the name of a parameter leads through, by proto names or JSON names. */
function resolve(message: DescMessage, name: string): DescField[] {
  const names = name.split(".", maxDepth + 1);
  const fields: DescField[] = [];
  let holder: DescMessage | undefined = message;
  for (const part of names) {
    const field: DescField | undefined = holder?.fields.find((one) => one.name === part || one.jsonName === part);
    if (field === undefined || names.length > maxDepth) throw invalid(name, "no such field");
    fields.push(field);
    holder = field.fieldKind === "message" && !isLeaf(field) ? field.message : undefined;
  }
  const last = fields.at(-1);
  if (last === undefined || !isLeaf(last)) throw invalid(name, "has parts or keys, so one text cannot hold it");
  return fields;
}
