import { parse } from "@babel/parser";

/** Where in a file something is written: names there follow other habits. */
export type Place = "code" | "proto" | "comment" | "string" | "sql" | "yaml" | "text" | "path";

type Range = { readonly start: number; readonly end: number; readonly place: Place };

/** Answers, for a file, in what kind of place an offset lies. */
export function placesIn(path: string, text: string): (offset: number) => Place {
  if (/\.[mc]?[jt]s$/.test(path)) return lookUp(rangesOfScript(text), "code");
  if (path.endsWith(".proto")) return lookUp(rangesOfProto(text), "proto");
  return () => (/\.ya?ml$/.test(path) ? "yaml" : "text");
}

function lookUp(ranges: readonly Range[], otherwise: Place): (offset: number) => Place {
  return (offset) => ranges.find(({ start, end }) => start <= offset && offset < end)?.place ?? otherwise;
}

type Node = { readonly type: string; readonly start: number; readonly end: number } & Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

function rangesOfScript(text: string): Range[] {
  const file = parse(text, {
    sourceType: "module",
    attachComment: false,
    plugins: ["typescript", "explicitResourceManagement"],
  });
  const ranges: Range[] = (file.comments ?? []).map((comment) => ({
    start: comment.start ?? 0,
    end: comment.end ?? 0,
    place: "comment",
  }));
  collect(file.program, ranges);
  return ranges;
}

function collect(value: unknown, ranges: Range[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, ranges);
    return;
  }
  if (!isNode(value)) return;
  if (value.type === "StringLiteral") {
    ranges.push({ ...value, place: isSql(String(value.value)) ? "sql" : "string" });
  }
  if (value.type === "TemplateLiteral") {
    const quasis = value.quasis as readonly (Node & { value: { raw: string } })[];
    const place = isSql(quasis[0]?.value.raw ?? "") ? "sql" : "string";
    ranges.push(...quasis.map(({ start, end }): Range => ({ start, end, place })));
  }
  for (const key of Object.keys(value)) collect(value[key], ranges);
}

const isSql = (text: string) =>
  /^\s*(create (table|index|unique)|alter table|drop |insert into|select |delete from|update \w+ set|analyze )/i.test(
    text,
  );

function rangesOfProto(text: string): Range[] {
  return [...text.matchAll(/\/\/.*|"(?:[^"\\]|\\.)*"/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    place: match[0].startsWith("//") ? "comment" : "string",
  }));
}
