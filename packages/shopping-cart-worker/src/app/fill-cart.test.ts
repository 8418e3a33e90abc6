import { money } from "@hexmart/money";
import { retry } from "@hexmart/runtime";
import { describe, expect, it } from "@jest/globals";
import { createMemoryCarts } from "#adapters/memory/carts.ts";
import { createMemoryProducts } from "#adapters/memory/products.ts";
import type { NewItem } from "#domain/cart.ts";
import { type Dependency, DependencyError } from "#domain/errors.ts";
import type { Carts } from "#ports/carts.ts";
import { createUseCases } from "./index.ts";

const away = (dependency: Dependency) => () => new DependencyError(dependency, "UNAVAILABLE", { message: "refused" });

type Options = {
  /** What the next calls meet, by the name of the call. */
  readonly failures?: Partial<Record<keyof Carts | "newest", (() => Error)[]>>;
  readonly ids?: string[];
  readonly maxItems?: number;
};

/** A worker whose waits take no time, beside what it called and logged. */
function worker({ failures = {}, ids = ["a", "b", "c", "d"], maxItems = 100 }: Options = {}) {
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
      async remove(username, key, call) {
        meet("remove");
        return carts.remove(username, key, call);
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
    logger: { info: write("info"), warn: write("warn") },
    now: () => (milliseconds += 10),
    newId: () => `run-${++runs}`,
    requestIdOf: (runId, productId) => `${runId}/${productId}`,
  });
  const wish = { color: "Black", quantity: 2, discountCode: "CODE_100" };
  return {
    cycle: () => useCases.fillCart({ username: "alice", wish, maxProducts: 3, maxItems, signal: abort.signal }),
    held: async () =>
      (await carts.find("alice", { runId: "test", signal: abort.signal }))?.map(({ productId }) => productId),
    ids,
    sent,
    calls,
    moments,
    logged,
    abort,
  };
}

describe("fillCart()", () => {
  it("puts the newest products in, as it was told to", async () => {
    const { cycle, sent } = worker();

    await cycle();

    const wish = { color: "Black", quantity: 2, discountCode: "CODE_100" };
    expect(sent).toEqual([
      { ...wish, productId: "d", requestId: "run-1/d" },
      { ...wish, productId: "c", requestId: "run-1/c" },
      { ...wish, productId: "b", requestId: "run-1/b" },
    ]);
  });

  it("asks for the next products when those before have been put in: it never holds the catalogue", async () => {
    const { cycle, moments } = worker({ ids: ["a", "b", "c", "d", "e", "f"] });

    await cycle();

    expect(moments).toEqual(["read f,e", "put f,e", "read d", "put d"]);
  });

  it("creates the cart of a user who has none, and only then", async () => {
    const { cycle, calls } = worker();

    await cycle();
    await cycle();

    expect(calls).toEqual(["find", "create", "newest", "add", "find", "newest", "add"]);
  });

  it("says what it did in one line, with sums as exact decimals", async () => {
    const { cycle, logged } = worker();

    await cycle();

    const totals = [{ currency: "USD", listTotal: "59.4", discountTotal: "0", total: "59.4" }];
    const said = {
      username: "alice",
      runId: "run-1",
      added: 3,
      duplicates: 0,
      removed: 0,
      attempts: 1,
      durationMs: 10,
    };
    expect(logged).toEqual([{ level: "info", fields: { event: "cart.filled", ...said, totals } }]);
  });

  it("adds nothing twice when a try did its work and then failed", async () => {
    const { cycle, sent, logged } = worker({ failures: { add: [away("shopping-cart"), away("shopping-cart")] } });

    await cycle();

    expect(new Set(sent.map(({ requestId }) => requestId)).size).toBe(3);
    expect(sent).toHaveLength(9);
    expect(logged.at(-1)?.fields).toMatchObject({ event: "cart.filled", added: 0, duplicates: 3, attempts: 3 });
  });

  it("adds again in the next cycle: that is another run", async () => {
    const { cycle, logged } = worker();

    await cycle();
    await cycle();

    expect(logged.at(-1)?.fields).toMatchObject({ runId: "run-2", added: 3, duplicates: 0 });
  });

  it("warns of every failed try: who failed, why, and when the next comes", async () => {
    const failures = {
      find: [() => new DependencyError("identity", "temporarily_unavailable", { message: "away" })],
      newest: [away("product")],
      add: [away("shopping-cart")],
    };
    const { cycle, logged } = worker({ failures });

    await cycle();

    expect(logged.filter(({ level }) => level === "warn").map(({ fields }) => fields)).toMatchObject([
      { event: "cart.fill_failed", dependency: "identity", attempt: 1, retryInMs: 500 },
      { event: "cart.fill_failed", dependency: "product", code: "UNAVAILABLE", attempt: 2, retryInMs: 1000 },
      { event: "cart.fill_failed", dependency: "shopping-cart", attempt: 3, retryInMs: 2000 },
    ]);
    expect(logged.at(-1)?.fields).toMatchObject({ event: "cart.filled", attempts: 4 });
  });

  it("survives an error that nobody foresaw", async () => {
    const { cycle, held } = worker({ failures: { add: [() => new TypeError("a bug")] } });

    await cycle();

    expect(await held()).toEqual(["d", "c", "b"]);
  });

  it("keeps the cart within its bound by taking out what was put in first", async () => {
    const { cycle, held, ids, logged } = worker({ maxItems: 4 });
    await cycle();
    ids.push("e", "f");

    await cycle();

    expect(await held()).toEqual(["b", "f", "e", "d"]);
    expect(logged.at(-1)?.fields).toMatchObject({ removed: 2, added: 3 });
  });

  it("takes nothing out again that an earlier try of the run has put in", async () => {
    const { cycle, held } = worker({ maxItems: 3, failures: { add: [away("shopping-cart")] } });

    await cycle();

    expect(await held()).toEqual(["d", "c", "b"]);
  });

  it("stops at once while it waits for the next try", async () => {
    const { cycle, abort, sent } = worker({ failures: { find: Array.from({ length: 100 }, () => away("identity")) } });
    const stop = new Error("SIGTERM");
    const running = cycle();
    abort.abort(stop);

    await expect(running).rejects.toBe(stop);
    expect(sent).toEqual([]);
  });
});
