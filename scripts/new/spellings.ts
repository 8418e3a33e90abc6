/** A name as it is written in code, contracts, files and sentences. */
export type Spellings = {
  /** `gift-card`: packages, files, URNs. */
  readonly kebab: string;
  /** `gift_card`: protos, tables, scopes. */
  readonly snake: string;
  /** `giftCard`: values. */
  readonly camel: string;
  /** `GiftCard`: types. */
  readonly pascal: string;
  /** `GIFT_CARD`: codes. */
  readonly constant: string;
  /** `gift card`: sentences. */
  readonly spaced: string;
  /** `Gift card`: the beginning of a sentence. */
  readonly sentence: string;
};

export type Style = keyof Spellings;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** All spellings of a name that is given as its words, in lower case. */
export function spellingsOf(words: readonly string[]): Spellings {
  const pascal = words.map(capital).join("");
  const spaced = words.join(" ");
  return {
    kebab: words.join("-"),
    snake: words.join("_"),
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    constant: words.join("_").toUpperCase(),
    spaced,
    sentence: capital(spaced),
  };
}

/** The words of a name in kebab-case. */
export const wordsOf = (kebab: string): string[] => kebab.split("-");

/** The last word in its plural, as regular English nouns have it. */
export function pluralOf(words: readonly string[]): string[] {
  const last = words.at(-1) ?? "";
  return [...words.slice(0, -1), pluralWord(last)];
}

function pluralWord(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

/** Whether the last word is a plural already, as far as its letters tell. */
export const isPlural = (words: readonly string[]): boolean => /[^sui]s$/.test(words.at(-1) ?? "");

/** The last word in its singular; as it is where it is none. */
export function singularOf(words: readonly string[]): string[] {
  const last = words.at(-1) ?? "";
  if (!isPlural(words)) return [...words];
  const singular = /ies$/.test(last)
    ? `${last.slice(0, -3)}y`
    : /(ss|x|z|ch|sh)es$/.test(last)
      ? last.slice(0, -2)
      : last.slice(0, -1);
  return [...words.slice(0, -1), singular];
}
