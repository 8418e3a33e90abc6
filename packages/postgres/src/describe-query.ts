/** What may be told of a statement: everything but the values in it. */
export type QueryDescription = {
  /** The statement, with `?` in the place of each value, and at most {@link LONGEST_TEXT} characters. */
  readonly text: string;
  /** For example "SELECT". */
  readonly operation: string;
  /** The operation and the first table, for example "SELECT notes". */
  readonly summary: string;
};

const LONGEST_TEXT = 2_000;

/**
 * Names ("…") and parameters ($1) stay; strings ('…', E'…', $tag$…$tag$), numbers and comments are values, or may hold
 * some. A literal that is cut off by the length limit ends with the text. The order matters: whichever begins first wins.
 */
const tokens =
  /"(?:[^"]|"")*(?:"|$)|\$\d+|e'(?:[^'\\]|''|\\.)*(?:'|\\?$)|(?:[bxn]|u&)?'(?:[^']|'')*(?:'|$)|\$(\w*)\$.*?(?:\$\1\$|$)|--[^\n]*|\/\*.*?(?:\*\/|$)|(?<![\w$.])\d[\d._]*(?:e[+-]?\d+)?/gis;

const firstTable = /\b(?:from|into|update|table|copy)\s+(?:only\s+)?((?:"[^"]*"|[\w$]+)(?:\.(?:"[^"]*"|[\w$]+))?)/i;

/**
 * Describes a statement for a trace. MikroORM writes values into the text of its statements, so that the text is no more
 * fit to be shown than the values are.
 */
export function describeQuery(sql: string): QueryDescription {
  const text = sql
    .slice(0, LONGEST_TEXT)
    .replace(tokens, (token) => (/^(?:"|\$\d)/.test(token) ? token : "?"))
    // As many rows as there may be, it is the same statement.
    .replace(/\(\?(?:,\s*\?)+\)/g, "(?)")
    .replace(/(\([^()]*\?[^()]*\))(?:,\s*\([^()]*\?[^()]*\)?)+/g, "$1, …")
    .trim();
  const operation = (/^\w+/.exec(text)?.[0] ?? "").toUpperCase();
  const table = firstTable.exec(text)?.[1]?.replaceAll('"', "");
  return { text, operation, summary: table === undefined ? operation : `${operation} ${table}` };
}
