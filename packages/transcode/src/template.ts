/** A piece of a path between two slashes: itself, any one, or all that are left. */
export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "one" }
  | { readonly kind: "rest" };

/** What a part of the path is bound to: the segments from `start` up to and without `end`, which may be `rest`. */
export type Variable = { readonly path: readonly string[]; readonly start: number; readonly end: number };

/**
 * A path template, taken apart.
 *
 * @example
 * ```ts
 * const { verb, variables }: Template = parseTemplate("/v1/{name=shelves/*}:archive");
 * assert.equal(verb, "archive");
 * assert.deepEqual(variables, [{ path: ["name"], start: 1, end: 3 }]);
 * ```
 */
export type Template = {
  readonly segments: readonly Segment[];
  readonly variables: readonly Variable[];
  /** What stands behind the last colon; empty for none. */
  readonly verb: string;
};

const literalCharacter = /[A-Za-z0-9\-._~!$&'()+,;=@]/;
const nameStart = /[A-Za-z_]/;
const nameCharacter = /[A-Za-z0-9_]/;

/**
 * Reads a path template by the grammar of google/api/http.proto. Throws an Error with the column where it breaks it.
 *
 * @example
 * ```ts
 * assert.equal(parseTemplate("/v1/{name}").segments.length, 2);
 * assert.throws(() => parseTemplate("/v1/{name"), /column 10: expected "}"/);
 * ```
 */
export function parseTemplate(text: string): Template {
  const segments: Segment[] = [];
  const variables: Variable[] = [];
  let at = 0;

  const refuse = (why: string): never => {
    throw new Error(`Cannot read path template "${text}" at column ${at + 1}: ${why}`);
  };
  const expect = (token: string): void => {
    if (text[at] !== token) refuse(`expected "${token}"`);
    at += 1;
  };
  const take = (character: RegExp): string => {
    const start = at;
    while (at < text.length && character.test(text.charAt(at))) at += 1;
    return text.slice(start, at);
  };
  const name = (): string => {
    if (!nameStart.test(text.charAt(at))) refuse("expected the name of a field");
    return take(nameCharacter);
  };
  const variable = (): void => {
    expect("{");
    const path = [name()];
    while (text[at] === ".") {
      at += 1;
      path.push(name());
    }
    if (variables.some((other) => other.path.join(".") === path.join("."))) {
      refuse(`the variable "${path.join(".")}" is there twice`);
    }
    const start = segments.length;
    if (text[at] === "=") {
      at += 1;
      list(false);
    } else {
      segments.push({ kind: "one" });
    }
    expect("}");
    variables.push({ path, start, end: segments.length });
  };
  const segment = (mayBeVariable: boolean): void => {
    if (segments.at(-1)?.kind === "rest") refuse('nothing but a verb may follow "**"');
    if (text.startsWith("**", at)) {
      segments.push({ kind: "rest" });
      at += 2;
    } else if (text[at] === "*") {
      segments.push({ kind: "one" });
      at += 1;
    } else if (text[at] === "{") {
      if (!mayBeVariable) refuse("a variable may not hold another");
      variable();
    } else {
      const literal = take(literalCharacter);
      if (literal === "") refuse('expected a literal, "*", "**" or a variable');
      segments.push({ kind: "literal", text: literal });
    }
  };
  const list = (mayHoldVariables: boolean): void => {
    segment(mayHoldVariables);
    while (text[at] === "/") {
      at += 1;
      segment(mayHoldVariables);
    }
  };

  expect("/");
  list(true);
  let verb = "";
  if (text[at] === ":") {
    at += 1;
    verb = take(literalCharacter);
    if (verb === "") refuse("expected a verb");
  }
  if (at < text.length) refuse(`expected the end, found "${text[at]}"`);
  return { segments, variables, verb };
}

/**
 * The texts of a template's variables in a path, in their order; undefined when the path is another one. The path is as
 * it was sent: the parts between slashes, still percent-encoded. Throws URIError for a percent sign that encodes nothing.
 */
export function matchTemplate({ segments, variables, verb }: Template, parts: readonly string[]): string[] | undefined {
  const path = verb === "" ? parts : withoutVerb(parts, verb);
  if (path === undefined) return undefined;
  const open = segments.at(-1)?.kind === "rest";
  const least = open ? segments.length - 1 : segments.length;
  if (path.length < least || (!open && path.length > least)) return undefined;
  if (!segments.every((segment, index) => fits(segment, path[index]))) return undefined;
  if (path.slice(least).includes("")) return undefined;
  return variables.map(({ start, end }) => {
    const single = end - start === 1 && segments[start]?.kind !== "rest";
    const bound = end === segments.length ? path.slice(start) : path.slice(start, end);
    return bound.map(single ? decodeURIComponent : decodeButSlashes).join("/");
  });
}

function withoutVerb(parts: readonly string[], verb: string): string[] | undefined {
  const last = parts.at(-1) ?? "";
  return last.endsWith(`:${verb}`) ? [...parts.slice(0, -1), last.slice(0, -verb.length - 1)] : undefined;
}

function fits(segment: Segment, part: string | undefined): boolean {
  if (segment.kind === "rest") return true;
  if (part === undefined || part === "") return false;
  return segment.kind === "one" || part === segment.text || decodeURIComponent(part) === segment.text;
}

/** A slash that was encoded in one of many segments must not look like one between them. */
function decodeButSlashes(part: string): string {
  return part
    .split(/(%2F)/i)
    .map((piece, index) => (index % 2 === 1 ? piece : decodeURIComponent(piece)))
    .join("");
}

/**
 * Orders templates so that the first that matches is the most specific one: with a verb before without, a literal before
 * `*` before `**`, from the left. 0 for two that match the same paths.
 */
export function compareTemplates(a: Template, b: Template): number {
  if (a.verb !== b.verb) return a.verb === "" ? 1 : b.verb === "" ? -1 : a.verb < b.verb ? -1 : 1;
  for (let index = 0; index < Math.min(a.segments.length, b.segments.length); index += 1) {
    const [one, other] = [rank(a.segments[index]), rank(b.segments[index])];
    if (one !== other) return one < other ? -1 : 1;
  }
  return a.segments.length - b.segments.length;
}

function rank(segment: Segment | undefined): string {
  if (segment?.kind === "literal") return `0${segment.text}`;
  return segment?.kind === "one" ? "1" : "2";
}
