import { pluralOf, singularOf, wordsOf } from "./spellings.ts";

export type Kind = "grpc" | "worker" | "web";

/** A package that can be copied: what it is called, what it is about, and the contract that is its own. */
export type Source = {
  readonly name: string;
  readonly kind: Kind;
  readonly says: string;
  /** Files of `contracts/` that are copied with it. */
  readonly contracts: readonly string[];
  /** The one thing that it keeps, in the words that its code has for it, where that is not its name. */
  readonly idea?: { readonly words: readonly string[]; readonly suffix: string };
};

/** What can be copied: finished services, each tested as it is. The first of a kind is its default. */
export const sources: readonly Source[] = [
  {
    name: "discount",
    kind: "grpc",
    says: "a gRPC service with a database and all standard methods",
    contracts: ["contracts/proto/hexmart/discount/v1/discount.proto"],
  },
  {
    name: "product-worker",
    kind: "worker",
    says: "a worker on a clock, which streams into another service",
    contracts: [],
  },
  {
    name: "movies-api",
    kind: "web",
    says: "a REST service with a database, by an OpenAPI document",
    contracts: ["contracts/openapi/movies.v1.yaml"],
    idea: { words: ["movie"], suffix: "-api" },
  },
];

/** What is called something in the source, and what it is called in the copy. */
export type Term = {
  readonly from: { readonly one: readonly string[]; readonly many: readonly string[] };
  readonly to: { readonly one: readonly string[]; readonly many: readonly string[] };
};

const both = (one: readonly string[]) => ({ one, many: pluralOf(one) });

/** What has to be renamed for a copy of this name, the longest first. */
export function termsOf(source: Source, name: string, plural?: string): Term[] {
  const to = both(wordsOf(name));
  if (source.idea === undefined) {
    return [{ from: both(wordsOf(source.name)), to: { ...to, ...(plural && { many: wordsOf(plural) }) } }];
  }
  const { words, suffix } = source.idea;
  const idea = both(singularOf(wordsOf(name.endsWith(suffix) ? name.slice(0, -suffix.length) : name)));
  return [
    { from: both(wordsOf(source.name)), to },
    { from: both(words), to: { ...idea, ...(plural && { many: wordsOf(plural) }) } },
  ];
}
