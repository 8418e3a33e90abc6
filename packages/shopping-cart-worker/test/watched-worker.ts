import { money } from "@hexmart/money";
import { retry } from "@hexmart/runtime";
import { createMemoryRunLog, createProgress } from "@hexmart/runtime/worker";
import { fakeClock } from "@hexmart/testing";
import { createMemoryCarts } from "#adapters/memory/carts.ts";
import { createMemoryProducts } from "#adapters/memory/products.ts";
import { createUseCases } from "#app/index.ts";
import type { NewItem, Wish } from "#domain/cart.ts";
import type { Run } from "#domain/run.ts";
import type { Carts } from "#ports/carts.ts";

type Options = {
  /** What the next calls meet, by the name of the call. */
  readonly failures?: Partial<Record<keyof Carts | "newest", (() => Error)[]>>;
  readonly ids?: string[];
  readonly maxItems?: number;
  readonly maxAttempts?: number;
  /** What outlives the worker: the run that is pending, and the shop. */
  readonly state?: { pending?: Run };
  readonly carts?: ReturnType<typeof createMemoryCarts>;
  readonly clock?: ReturnType<typeof fakeClock>;
  /** How its runs are called: name-1, name-2, … */
  readonly name?: string;
};

/** The use cases of a worker whose waits take no time, beside what it called and logged. */
export function watchedWorker({
  failures = {},
  ids = ["a", "b", "c", "d"],
  maxItems = 100,
  maxAttempts = 0,
  state = {},
  carts = createMemoryCarts({ price: money("USD", "9.90") }),
  clock = fakeClock("2026-07-01T12:00:00Z"),
  name = "run",
}: Options = {}) {
  const abort = new AbortController();
  const logged: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  const pauses: number[] = [];
  const pendingAtAdd: (Run | undefined)[] = [];
  const sent: NewItem[] = [];
  const calls: string[] = [];
  const moments: string[] = [];
  let runs = 0;
  const meet = (name: keyof Carts | "newest") => {
    calls.push(name);
    const failure = failures[name]?.shift();
    if (failure !== undefined) throw failure();
  };
  const write = (level: string) => (fields: object, message: string) => {
    logged.push({ level, fields: { ...fields }, message });
  };
  const pause = async (wait: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    pauses.push(wait);
    await clock.advance(wait);
  };
  const brought: number[] = [];
  const progress = createProgress(clock.now);
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
        pendingAtAdd.push(state.pending);
        await clock.advance(10);
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
    runs: createMemoryRunLog(state),
    retry: (options, attempt) => retry({ ...options, maxAttempts, random: () => 0, pause }, attempt),
    logger: { debug: write("debug"), info: write("info"), warn: write("warn") },
    progress: {
      ...progress,
      succeeded(items) {
        brought.push(items);
        progress.succeeded(items);
      },
    },
    now: clock.now,
    newId: () => `${name}-${++runs}`,
    requestIdOf: (runId, productId) => `${runId}/${productId}`,
  });
  const wish = { color: "Black", quantity: 2, discountCode: "CODE_100" };
  return {
    cycle: (told: { username?: string; wish?: Wish; maxProducts?: number } = {}) =>
      useCases.fillCart({ username: "alice", wish, maxProducts: 3, maxItems, signal: abort.signal, ...told }),
    held: async () =>
      (await carts.find("alice", { runId: "test", signal: abort.signal }))?.first.map(({ productId }) => productId),
    ids,
    sent,
    calls,
    moments,
    logged,
    pauses,
    brought,
    pendingAtAdd,
    state,
    carts,
    clock,
    health: progress.health,
    abort,
  };
}
