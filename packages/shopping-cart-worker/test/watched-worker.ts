import { money } from "@hexmart/money";
import { retry } from "@hexmart/runtime";
import { createMemoryCarts } from "#adapters/memory/carts.ts";
import { createMemoryProducts } from "#adapters/memory/products.ts";
import { createUseCases } from "#app/index.ts";
import type { NewItem } from "#domain/cart.ts";
import type { Carts } from "#ports/carts.ts";

type Options = {
  /** What the next calls meet, by the name of the call. */
  readonly failures?: Partial<Record<keyof Carts | "newest", (() => Error)[]>>;
  readonly ids?: string[];
  readonly maxItems?: number;
};

/** The use cases of a worker whose waits take no time, beside what it called and logged. */
export function watchedWorker({ failures = {}, ids = ["a", "b", "c", "d"], maxItems = 100 }: Options = {}) {
  const carts = createMemoryCarts({ price: money("USD", "9.90") });
  const abort = new AbortController();
  const logged: { level: string; fields: Record<string, unknown> }[] = [];
  const sent: NewItem[] = [];
  const calls: string[] = [];
  const moments: string[] = [];
  let runs = 0;
  let milliseconds = 0;
  const meet = (name: keyof Carts | "newest") => {
    calls.push(name);
    const failure = failures[name]?.shift();
    if (failure !== undefined) throw failure();
  };
  const write = (level: string) => (fields: object) => {
    logged.push({ level, fields: { ...fields } });
  };
  const useCases = createUseCases({
    products: {
      async *newest(limit, call) {
        meet("newest");
        for await (const chunk of createMemoryProducts(ids, 2).newest(limit, call)) {
          moments.push(`read ${chunk}`);
          yield chunk;
        }
      },
    },
    carts: {
      async find(username, call) {
        meet("find");
        return carts.find(username, call);
      },
      async create(username, call) {
        meet("create");
        return carts.create(username, call);
      },
      async remove(username, keys, call) {
        meet("remove");
        return carts.remove(username, keys, call);
      },
      async add(username, chunks, call) {
        const recorded = async function* () {
          for await (const chunk of chunks) {
            sent.push(...chunk);
            yield chunk;
            moments.push(`put ${chunk.map(({ productId }) => productId)}`);
          }
        };
        const added = await carts.add(username, recorded(), call);
        meet("add");
        return added;
      },
    },
    retry: (options, attempt) =>
      retry({ ...options, random: () => 0, pause: async (_, signal) => signal.throwIfAborted() }, attempt),
    logger: { debug: write("debug"), info: write("info"), warn: write("warn") },
    now: () => (milliseconds += 10),
    newId: () => `run-${++runs}`,
    requestIdOf: (runId, productId) => `${runId}/${productId}`,
  });
  const wish = { color: "Black", quantity: 2, discountCode: "CODE_100" };
  return {
    cycle: () => useCases.fillCart({ username: "alice", wish, maxProducts: 3, maxItems, signal: abort.signal }),
    held: async () =>
      (await carts.find("alice", { runId: "test", signal: abort.signal }))?.first.map(({ productId }) => productId),
    ids,
    sent,
    calls,
    moments,
    logged,
    abort,
  };
}
