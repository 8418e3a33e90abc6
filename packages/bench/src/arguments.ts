import { parseArgs } from "node:util";

/** What can be measured, in the order in which it is listed. */
export const benchmarks = {
  unary: "one GetProduct: CPU per call of the kit, of bare grpc-js, NestJS and connect-node; and of clients",
  bulk: "BulkInsertProducts through the product service, against COPY of the same rows",
  stream: "StreamProducts from the product service, against COPY of the same rows to the client",
  cart: "AddItems with discounts through three services, against COPY of the same items",
  uses: "what people do, through the gateway: CPU of each part, for scripts/capacity.ts",
} as const;

export type Benchmark = keyof typeof benchmarks;

/** What the command line asks for. */
export type Arguments = {
  readonly help: boolean;
  readonly json: boolean;
  /** Undefined where none is named. */
  readonly benchmark: Benchmark | undefined;
  /** How many rows, for each run of a benchmark that moves rows. */
  readonly rows: readonly number[];
  /** How often everything is measured, in turn. */
  readonly rounds: number;
};

/** A command line that says nothing sensible; its message says what would. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const factors: Readonly<Record<string, number>> = { "": 1, k: 1_000, m: 1_000_000 };

function isBenchmark(word: string): word is Benchmark {
  return Object.hasOwn(benchmarks, word);
}

/** Reads "10k,100k,1m". */
export function parseRows(text: string): number[] {
  return text.split(",").map((part) => {
    const match = /^([1-9]\d*)([km]?)$/i.exec(part.trim());
    const factor = factors[match?.[2]?.toLowerCase() ?? ""];
    if (match === null || factor === undefined) {
      throw new UsageError(`Cannot read --rows "${text}": "${part}" is not a number such as 500, 10k or 1m`);
    }
    return Number(match[1]) * factor;
  });
}

function parseRounds(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) {
    throw new UsageError(`Cannot read --rounds "${text}": give a whole number, 1 or more`);
  }
  return Number(text);
}

/** Reads the command line, or throws a UsageError. */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  const [word, surplus] = positionals;
  if (surplus !== undefined) throw new UsageError(`Cannot run "${surplus}" as well: name one benchmark`);
  if (word !== undefined && !isBenchmark(word)) {
    throw new UsageError(`There is no benchmark "${word}": choose ${Object.keys(benchmarks).join(", ")}`);
  }
  return {
    help: values.help,
    json: values.json,
    benchmark: word,
    rows: parseRows(values.rows ?? "10k,100k"),
    rounds: parseRounds(values.rounds),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h", default: false },
        json: { type: "boolean", default: false },
        rows: { type: "string" },
        rounds: { type: "string", default: "5" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
