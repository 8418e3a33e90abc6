/** The codes of every exported union whose name ends with ErrorCode: what the errors of a package may say. */
export function unionsIn(source: string): { name: string; codes: string[] }[] {
  const unions = withoutComments(source).matchAll(/^export type (\w+ErrorCode) =([^;]+);/gm);
  return [...unions].map(([, name = "", members = ""]) => ({
    name,
    codes: [...members.matchAll(/"([^"]+)"/g)].map(([, code = ""]) => code),
  }));
}

/** The one code of an error class that has only one: `readonly code = "X"`. */
export function fixedCodesIn(source: string): string[] {
  return [...withoutComments(source).matchAll(/^\s+readonly code = "([^"]+)";/gm)].map(([, code = ""]) => code);
}

/** The status of every `new RpcError(`; "any" for one that is decided elsewhere. */
export function statusesIn(source: string): string[] {
  const made = withoutComments(source).matchAll(/\bnew RpcError\(\s*(?:"(\w+)",)?/g);
  return [...new Set([...made].map(([, status = "any"]) => status))];
}

/** Every text in capitals, as statuses and reasons are written. */
export function capitalsIn(source: string): string[] {
  return [...new Set([...withoutComments(source).matchAll(/"([A-Z][A-Z_]{2,})"/g)].map(([, text = ""]) => text))];
}

/** Sources here are formatted, so that a comment never begins behind code that matters. */
function withoutComments(source: string): string {
  return source.replace(/\/\*.*?\*\//gs, "").replace(/^\s*\/\/.*$/gm, "");
}
