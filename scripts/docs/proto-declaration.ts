const DECLARATION = /^\s*(?:message|enum|service|rpc|oneof|extend)\s+([\w.]+)/;

/**
 * The lines of a declaration of a .proto, with the comment on it. Protos are shown by the names that they have already:
 * the comment of a region would become a part of what the generated code, the reference and reflection say.
 *
 * @throws Error for a name that nothing is called, or that two declarations have
 */
export function protoDeclaration(source: string, name: string): string[] {
  const lines = source.split(/\r?\n/);
  const names = lines.map((line) => DECLARATION.exec(line)?.[1]);
  const at = names.indexOf(name);
  if (at < 0) {
    throw new Error(
      `nothing is called "${name}", only ${[...new Set(names.filter((one) => one !== undefined))].join(", ")}`,
    );
  }
  if (names.indexOf(name, at + 1) >= 0) throw new Error(`two declarations are called "${name}"`);
  let start = at;
  while (/^\s*\/\//.test(lines[start - 1] ?? "")) start--;
  return lines.slice(start, endOf(lines, at) + 1);
}

/** The line on which the braces that a declaration opens are all closed; one without braces ends by a semicolon. */
function endOf(lines: readonly string[], at: number): number {
  let depth = 0;
  for (let line = at; line < lines.length; line++) {
    const text = (lines[line] ?? "").replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/.*$/g, "");
    for (const character of text) {
      if (character === "{") depth++;
      if (character === "}") depth--;
    }
    if (depth === 0 && /[;}]\s*$/.test(text)) return line;
  }
  return lines.length - 1;
}
