import { parseArgs } from "node:util";
import { NameRefused } from "./names.ts";
import { type Kind, type Source, sources } from "./sources.ts";

export type Options = {
  readonly name: string;
  readonly source: Source;
  readonly plural?: string;
  readonly port?: number;
  /** Where a repository of its own goes; without it, the package is added to this one. */
  readonly out?: string;
  readonly dryRun: boolean;
};

export const help = `Usage: npm run new -- <name> [options]

Makes a service of your own out of one that is finished and tested: copies the package and its contract, renames it in
every spelling, registers it in the topology, generates code and documents, and runs its tests. A failure, or Ctrl-C,
leaves everything as it was.

  <name>            in kebab-case and in the singular, for example gift-card
  --from <package>  what to copy:
${sources.map(({ name, says }) => `                      ${name.padEnd(16)}${says}`).join("\n")}
  --kind <kind>     instead of --from: grpc (discount, the default), worker (product-worker) or web (movies-api)
  --plural <name>   what many of them are called, where English has its own way: person, people
  --port <port>     where it listens; the next free one is taken otherwise
  --out <folder>    makes a repository of its own there, outside of this one, with its contract and what it needs
  --dry-run         says what would be made, and makes nothing
  --help            this

npm run new -- pricing                          a gRPC service, packages/pricing
npm run new -- stock-feed --kind worker         a worker
npm run new -- reviews-api --kind web           a REST service
npm run new -- pricing --out ../pricing         a repository of its own
`;

/** Reads the command line; undefined for --help. Throws what is wrong with it, and what to do. */
export function readArguments(args: readonly string[]): Options | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [name, ...more] = positionals;
  if (name === undefined) throw new NameRefused("Cannot make a package without a name. Try: npm run new -- gift-card");
  if (more.length > 0) throw new NameRefused(`Cannot make ${positionals.length} packages at once: give one name`);
  const { plural, port, out } = values;
  return {
    name,
    source: sourceOf(values.from, values.kind),
    ...(plural !== undefined && { plural }),
    ...(port !== undefined && { port: Number(port) }),
    ...(out !== undefined && { out }),
    dryRun: values["dry-run"] ?? false,
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        from: text,
        kind: text,
        plural: text,
        port: text,
        out: text,
        "dry-run": flag,
        help: { ...flag, short: "h" },
      },
    });
  } catch (error) {
    throw new NameRefused(`${(error as Error).message.split("\n")[0]} npm run new -- --help has all options`);
  }
}

function sourceOf(from: string | undefined, kind: string | undefined): Source {
  const source = from === undefined ? sources.find((one) => one.kind === (kind ?? "grpc")) : named(from);
  if (source === undefined)
    throw new NameRefused(`Cannot make a package of the kind "${kind}": use ${kinds().join(", ")}`);
  if (kind !== undefined && source.kind !== kind) {
    throw new NameRefused(`Cannot copy "${source.name}" as "${kind}": it is "${source.kind}". Leave --kind out`);
  }
  return source;
}

const kinds = (): Kind[] => [...new Set(sources.map(({ kind }) => kind))];

function named(from: string): Source {
  const source = sources.find(({ name }) => name === from);
  if (source) return source;
  const names = sources.map(({ name }) => name).join(", ");
  throw new NameRefused(`Cannot copy "${from}": only ${names} are made for it. Others can be copied by hand`);
}
