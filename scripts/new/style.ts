import type { Place } from "./places.ts";
import type { Style } from "./spellings.ts";

type Found = { readonly text: string; readonly start: number; readonly end: number; readonly place: Place };

/**
 * A name of one word looks the same in several styles: `discount` may be a value, a field, a file or a noun. What
 * stands around it tells which, so that a name of two words gets the spelling that a person would give it.
 */
export function styleOf(styles: readonly Style[], { text, start, end, place }: Found): Style {
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const after = text.slice(end).split("\n", 1)[0] ?? "";
  if (styles.includes("constant")) return "constant";
  return styles.includes("pascal") ? ofCapital(before, after, place) : ofLower(before, after, place);
}

/** `Discount`: a type, unless it begins a sentence. */
function ofCapital(before: string, after: string, place: Place): Style {
  if (place === "code" || place === "proto") return "pascal";
  if (/[\w./#]$/.test(before) || /^\w/.test(after)) return "pascal";
  if (/["'`]$/.test(before) && /^["'`]/.test(after)) return "pascal";
  if (place === "yaml" && /^\s*$/.test(before) && after.startsWith(":")) return "pascal";
  return "sentence";
}

const isProtoPackage = (before: string, after: string) =>
  (/(^|[^@])hexmart[./]$|contracts\/$/.test(before) && /^[./]v\d/.test(after)) || /^(\.proto\b|_pb\b)/.test(after);

function ofLower(before: string, after: string, place: Place): Style {
  const rules: readonly [boolean, Style][] = [
    // The title of a README.
    [place === "text" && before === "# ", "kebab"],
    // The text of a link to a package.
    [/\[$/.test(before) && /^\]\(\S*packages\//.test(after), "kebab"],
    // A part of a longer name.
    [/^[A-Z]/.test(after), "camel"],
    [/\w_$/.test(before) || /^_\w/.test(after), "snake"],
    [place === "code", "camel"],
    [place === "proto" || place === "sql", "snake"],
    // Paths: of the contract, of a collection over HTTP (AIP-122), of anything else.
    [isProtoPackage(before, after), "snake"],
    [/contracts\/\S+\/v\d+\/$/.test(before), "snake"],
    [/\/v\d+\/$/.test(before), "camel"],
    [/[\w}]-$/.test(before) || /^-[\w$]/.test(after), "kebab"],
    [/[/:@]$/.test(before) || /^(\/|\.(ts|md|test|contract|integration|v\d))\b/.test(after), "kebab"],
    // A scope, or a field and what is in it.
    [/^\.\w/.test(after), "snake"],
    [/\bservice: ["']$/.test(before), "kebab"],
    [/["'`]$/.test(before) && /^["'`]/.test(after), "snake"],
    [place === "yaml" && (/\btags: \[$/.test(before) || (/\bname: $/.test(before) && after === "")), "kebab"],
    [place === "yaml" && (/\[[\w, ]*$/.test(before) || (/^\s*$/.test(before) && after.startsWith(":"))), "camel"],
    [place === "path", "kebab"],
  ];
  return rules.find(([fits]) => fits)?.[1] ?? "spaced";
}
