import { type Place, placesIn } from "./places.ts";
import type { Term } from "./sources.ts";
import { type Spellings, type Style, spellingsOf } from "./spellings.ts";
import { styleOf } from "./style.ts";

/** A text that stands for a term, and each style that it may be written in. */
type Variant = { readonly text: string; readonly styles: readonly Style[]; readonly to: Spellings };

/** Renames terms in the text of a file, each spelling to its own; the path says what language the file is in. */
export function renameText(path: string, text: string, terms: readonly Term[]): string {
  const variants = variantsOf(terms);
  const place = placesIn(path, text);
  return text.replace(patternOf(variants), (found: string, article = "", space = "", word = "", offset: number) => {
    const start = offset + found.length - word.length;
    const variant = variants.find((candidate) => candidate.text === word);
    if (variant === undefined) return found;
    const style = choose(variant, { text, start, end: start + word.length, place: place(start) });
    const renamed = variant.to[style];
    const isProse = style === "spaced" || style === "sentence";
    return `${isProse ? articleFor(article, renamed) : article}${space}${renamed}`;
  });
}

/** Renames terms in a path, file names and folders alike. */
export function renamePath(path: string, terms: readonly Term[]): string {
  const variants = variantsOf(terms);
  return path.replace(patternOf(variants), (found: string, _article, _space, word = "", offset: number) => {
    const variant = variants.find((candidate) => candidate.text === word);
    if (variant === undefined) return found;
    return variant.to[choose(variant, { text: path, start: offset, end: offset + found.length, place: "path" })];
  });
}

/** What is left of the terms in a text, whatever it is spelled like, but for what the new names contain themselves. */
export function leftoversIn(text: string, terms: readonly Term[]): string[] {
  const known = terms.flatMap(({ to }) => [to.many, to.one]).flatMap((words) => Object.values(spellingsOf(words)));
  const rest = known.toSorted((a, b) => b.length - a.length).reduce((left, name) => left.replaceAll(name, "\0"), text);
  return terms.flatMap(({ from }) => rest.match(new RegExp(`\\w*${from.one.join("[-_ .]?")}\\w*`, "gi")) ?? []);
}

function choose(variant: Variant, found: { text: string; start: number; end: number; place: Place }): Style {
  const [only] = variant.styles;
  return variant.styles.length === 1 && only !== undefined ? only : styleOf(variant.styles, found);
}

function variantsOf(terms: readonly Term[]): Variant[] {
  const variants = terms.flatMap(({ from, to }) =>
    (["many", "one"] as const).flatMap((number) => {
      const texts = Object.entries(spellingsOf(from[number])) as [Style, string][];
      return [...Map.groupBy(texts, ([, text]) => text)].map(([text, entries]) => ({
        text,
        styles: entries.map(([style]) => style),
        to: spellingsOf(to[number]),
      }));
    }),
  );
  return variants.toSorted((a, b) => b.text.length - a.text.length);
}

/** A variant, and the article before it. A longer word in lower case that only begins or ends like it is another one. */
function patternOf(variants: readonly Variant[]): RegExp {
  const texts = variants.map(({ text }) => (/^[a-z]/.test(text) ? `(?<![a-z])${text}` : text));
  return new RegExp(`(?:\\b([Aa]n?)(\\s+))?(${texts.join("|")})(?![a-z])`, "g");
}

function articleFor(article: string, noun: string): string {
  if (article === "") return "";
  return `${article.charAt(0)}${/^[aeiou]/i.test(noun) && !/^(uni|use|eu|one)/i.test(noun) ? "n" : ""}`;
}
