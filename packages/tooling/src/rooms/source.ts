import { parse } from "@babel/parser";

/** A module that a file names, whether for values or for types only, and the line it does so on. */
export type Import = { specifier: string; line: number };

/** What the rules need to know of a file. */
export type Reading = { imports: Import[]; environment: number[] };

type Node = { type: string; loc?: { start: { line: number } } } & Record<string, unknown>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/**
 * Reads the imports of a TypeScript source: import and export declarations, `import()`, `require()`, and types named
 * in place (`import("x").T`). Type-only imports count: what may not be known may not be known as a type either, and
 * Node's type stripping, which drops them, can therefore not be used here.
 *
 * Throws a SyntaxError with `loc.line` when the text is not TypeScript.
 */
export function read(text: string): Reading {
  const { program } = parse(text, {
    sourceType: "module",
    attachComment: false,
    createImportExpressions: true,
    plugins: ["typescript", "explicitResourceManagement"],
  });
  const reading: Reading = { imports: [], environment: [] };
  visit(program, reading);
  return reading;
}

function visit(value: unknown, reading: Reading): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, reading);
    return;
  }
  if (!isNode(value)) return;
  const line = value.loc?.start.line ?? 1;
  const named = moduleNamedBy(value);
  if (named !== undefined) reading.imports.push({ specifier: named, line });
  if (readsEnvironment(value)) reading.environment.push(line);
  for (const key of Object.keys(value)) visit(value[key], reading);
}

function moduleNamedBy(node: Node): string | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
      return text(node.source);
    case "TSImportType":
      return text(node.argument);
    case "TSExternalModuleReference":
      return text(node.expression);
    case "CallExpression":
      return isNamed(node.callee, "require") && Array.isArray(node.arguments) ? text(node.arguments[0]) : undefined;
    default:
      return undefined;
  }
}

/** `process.env` and `Deno.env`, also behind `globalThis`. */
function readsEnvironment(node: Node): boolean {
  if (node.type !== "MemberExpression" || !isNamed(node.property, "env")) return false;
  const owner =
    isNode(node.object) && node.object.type === "MemberExpression" && isNamed(node.object.object, "globalThis")
      ? node.object.property
      : node.object;
  return isNamed(owner, "process") || isNamed(owner, "Deno");
}

function isNamed(node: unknown, name: string): boolean {
  return isNode(node) && node.type === "Identifier" && node.name === name;
}

function text(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "StringLiteral" && typeof node.value === "string") return node.value;
  // Babel wraps the name of `import("x").T` in a literal type.
  if (node.type === "TSLiteralType") return text(node.literal);
  return undefined;
}
