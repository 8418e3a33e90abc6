import type { Place } from "./places.ts";
import { placesIn } from "./places.ts";
import type { Kind, Term } from "./sources.ts";
import { isPlural, pluralOf, spellingsOf, wordsOf } from "./spellings.ts";

/** A name that cannot be taken, and what to do about it. */
export class NameRefused extends Error {
  override readonly name = "NameRefused";
}

/** PostgreSQL cuts identifiers off after 63 letters, and a constraint is named for its table and what it holds. */
const longest = 30;

const emptyNames = ["common", "utils", "shared", "core", "helpers"];
const databases = ["postgres", "template0", "template1"];
/** Words of the contract's language; as a package, a field or a type they would be read as such. */
const ofProto = (
  "syntax import weak public package option message enum service rpc returns stream extend extensions reserved oneof map " +
  "optional required repeated group to max true false edition double float int32 int64 uint32 uint64 sint32 sint64 " +
  "fixed32 fixed64 sfixed32 sfixed64 bool string bytes"
).split(" ");
/** Words of TypeScript, which no value can have as its name, and those of every value. */
const ofScript = (
  "await break case catch class const continue debugger default delete do else enum export extends false finally for " +
  "function if implements import in instanceof interface let new null package private protected return static super " +
  "switch this throw true try typeof var void while with yield arguments eval undefined constructor prototype number " +
  "boolean object symbol any unknown never as of is type"
).split(" ");

/** Refuses what is no name of a package, or one that says something else already. */
export function checkName(name: string, kind: Kind, plural?: string): void {
  const refuse = (why: string, remedy: string) => {
    throw new NameRefused(`Cannot name a package "${name}": ${why}. ${remedy}`);
  };
  const words = wordsOf(name);
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name)) {
    refuse("it is not in kebab-case", `Write lower-case words with hyphens between, for example "${kebabOf(name)}"`);
  }
  if (name.length > longest) refuse(`it has ${name.length} letters`, `Use at most ${longest}`);
  if (emptyNames.includes(name)) refuse("it says nothing of what is inside", "Name it for the one idea it has");
  if (databases.includes(name)) refuse("PostgreSQL has a database of that name", "Choose another");
  if (ofProto.includes(name)) refuse("it is a word of the protobuf language", "Choose another, or add a word");
  if (ofScript.includes(name)) refuse("it is a word of TypeScript", "Choose another, or add a word");
  if (kind === "grpc" && plural === undefined && isPlural(words)) {
    refuse("it looks like a plural", "Name the one thing that is kept; --plural says what many of them are called");
  }
  if (plural !== undefined && (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(plural) || plural === name)) {
    refuse(`"${plural}" is no plural of it`, `Write it in kebab-case too, for example "${pluralOf(words).join("-")}"`);
  }
}

const kebabOf = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "") || "gift-card";

/** What the repository has already, as far as a name may collide with it. */
export type Taken = {
  readonly packages: readonly string[];
  readonly protos: readonly string[];
  readonly ports: readonly number[];
};

export function checkFree(name: string, taken: Taken, port?: number): void {
  const refuse = (why: string, remedy: string) => {
    throw new NameRefused(`Cannot make the package "${name}": ${why}. ${remedy}`);
  };
  if (taken.packages.includes(name))
    refuse(`there is packages/${name}`, "Choose another name, or remove that one first");
  const snake = spellingsOf(wordsOf(name)).snake;
  if (taken.protos.includes(snake)) refuse(`the contracts have hexmart.${snake}`, "Choose another name");
  if (port === undefined) return;
  if (!Number.isInteger(port) || port < 1024 || port > 65_535) refuse(`${port} is no port`, "Use one of 1024 to 65535");
  if (taken.ports.includes(port)) refuse(`another service has port ${port}`, "Leave --port out for the next free one");
}

/** Refuses a name that the source has for something else: after the renaming, one name would mean two things. */
export function checkIdentifiers(files: ReadonlyMap<string, string>, terms: readonly Term[]): void {
  const wanted = new Set(
    terms
      .flatMap(({ to }) => [to.one, to.many])
      .flatMap((words) => {
        const { camel, pascal, snake } = spellingsOf(words);
        return [camel, pascal, snake];
      }),
  );
  const code: readonly Place[] = ["code", "proto"];
  for (const [path, text] of files) {
    if (!/\.(ts|proto)$/.test(path)) continue;
    const place = placesIn(path, text);
    for (const { 0: word, index } of text.matchAll(/\b[A-Za-z_]\w*\b/g)) {
      if (!wanted.has(word) || !code.includes(place(index))) continue;
      const line = text.slice(0, index).split("\n").length;
      throw new NameRefused(
        `Cannot use this name: the source has "${word}" for something else (${path}:${line}). Add a word to it`,
      );
    }
  }
}
