/**
 * The name of a member that occurs twice in one object of a JSON text, or undefined.
 *
 * `JSON.parse` keeps the last of two members, other parsers keep the first. A token that says two things would mean
 * one thing to us and another to the next service, so it is refused. The text must be valid JSON.
 *
 * @example
 * duplicateMember('{"aud":"a","aud":"b"}'); // "aud"
 */
export function duplicateMember(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let lastString = "";
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/gs)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      // Parsed, since "aud" may also be written "\u0061ud".
      const name: string = JSON.parse(lastString);
      const names = open.at(-1);
      if (names?.has(name)) return name;
      names?.add(name);
    } else lastString = token;
  }
  return undefined;
}
