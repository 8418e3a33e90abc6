import { code } from "./markdown.ts";

type Rules = Readonly<Record<string, unknown>>;

/** What is said of one kind of rule: the words, and the names of the rules that they cover. */
type Wording = { readonly words: readonly string[]; readonly covers: readonly string[] };

/**
 * The rules of `buf.validate` on a field or message, in short words. A rule that there are no words for is printed as it
 * stands, so that none is left out. `nameOf` gives the name of an enum's value.
 */
export function inWords(rules: unknown, nameOf: (value: number) => string = String): string {
  if (!isRules(rules)) return "";
  const { required, ignore, cel, ...kinds } = rules;
  const words = [
    ...(required === true ? ["required"] : []),
    ...Object.entries(kinds).flatMap(([kind, of]) => wordsOf(kind, of, nameOf)),
    ...(Array.isArray(cel) ? cel.map((rule) => String(isRules(rule) ? (rule.message ?? rule.expression) : rule)) : []),
  ].join("; ");
  if (ignore === undefined) return words;
  return ignore === "IGNORE_IF_ZERO_VALUE" ? `may be empty, else ${words}` : `${words}; ${code(String(ignore))}`;
}

function wordsOf(kind: string, of: unknown, nameOf: (value: number) => string): string[] {
  if (!isRules(of)) return [asItStands({ [kind]: of })];
  const { words, covers } = wording(kind, of, nameOf);
  const rest = Object.fromEntries(Object.entries(of).filter(([name]) => !covers.includes(name)));
  return [...words, ...(Object.keys(rest).length > 0 ? [asItStands({ [kind]: rest })] : [])];
}

function wording(kind: string, of: Rules, nameOf: (value: number) => string): Wording {
  switch (kind) {
    case "string":
      return {
        words: [
          ...(of.uuid === true ? ["a UUID"] : []),
          ...range(of.minLen, of.maxLen, "characters"),
          ...range(of.minBytes, of.maxBytes, "bytes in UTF-8"),
          ...(of.pattern === undefined ? [] : [patternInWords(String(of.pattern))]),
        ],
        covers: ["uuid", "minLen", "maxLen", "minBytes", "maxBytes", "pattern"],
      };
    case "repeated":
      return {
        words: [
          ...range(of.minItems, of.maxItems, "items"),
          ...(of.unique === true ? ["no two alike"] : []),
          ...(of.items === undefined ? [] : [`each ${inWords(of.items, nameOf)}`]),
        ],
        covers: ["minItems", "maxItems", "unique", "items"],
      };
    case "enum":
      return {
        words: [
          ...(of.definedOnly === true ? ["a defined value"] : []),
          ...(Array.isArray(of.notIn)
            ? [`not ${of.notIn.map((value) => code(nameOf(Number(value)))).join(" or ")}`]
            : []),
        ],
        covers: ["definedOnly", "notIn"],
      };
    default:
      return { words: range(of.gte, of.lte, ""), covers: ["gte", "lte"] };
  }
}

function patternInWords(pattern: string): string {
  return pattern === "^[^\\x00]*$" ? "no U+0000" : `matches ${code(pattern)}`;
}

function range(from: unknown, to: unknown, unit: string): string[] {
  const words =
    from === undefined
      ? to !== undefined && `at most ${grouped(to)}`
      : to === undefined
        ? `at least ${grouped(from)}`
        : `${grouped(from)} to ${grouped(to)}`;
  return words ? [`${words} ${unit}`.trim()] : [];
}

/** JSON has 64-bit integers as text. */
function grouped(value: unknown): string {
  return String(value).replace(/(?<=\d)(?=(\d{3})+$)/g, ",");
}

function asItStands(rules: Rules): string {
  return code(JSON.stringify(rules));
}

function isRules(value: unknown): value is Rules {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
