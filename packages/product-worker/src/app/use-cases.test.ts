import { retry } from "@hexmart/runtime";
import { createMemoryRunLog, createProgress } from "@hexmart/runtime/worker";
import { fakeClock } from "@hexmart/testing";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { createMemoryProductCatalogue } from "#adapters/memory/product-catalogue.ts";
import { DependencyError } from "#domain/errors.ts";
import type { NewProduct, Run } from "#domain/run.ts";
import type { ProductCatalogue } from "#ports/product-catalogue.ts";
import { createUseCases } from "./index.ts";

const away = () => new DependencyError("product", "UNAVAILABLE", { message: "connection refused" });

type Options = {
  /** What its next calls meet. */
  readonly failures?: (() => Error)[];
  readonly failing?: "before its work" | "after its work";
  /** What outlives the worker. */
  readonly state?: { pending?: Run };
  readonly stored?: Map<string, NewProduct>;
  readonly maxAttempts?: number;
  /** Why no product is valid. */
  readonly invalidBecause?: readonly string[];
};

/** A worker whose waits take no time, beside what it inserted and logged. */
function worker({
  failures = [],
  failing,
  state = {},
  stored = new Map(),
  maxAttempts = 0,
  invalidBecause,
}: Options = {}) {
  const memory = createMemoryProductCatalogue(stored);
  const calls: { ids: string[]; runId: string; pending: Run | undefined }[] = [];
  const pauses: number[] = [];
  const logged: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  const abort = new AbortController();
  const clock = fakeClock("2026-07-01T12:00:00Z");
  const catalogue: ProductCatalogue = {
    async bulkInsert(products, options) {
      const sent = [...products];
      await clock.advance(10);
      calls.push({ ids: sent.map(({ id }) => id), runId: options.runId, pending: state.pending });
      const failure = failures.shift();
      if (failure !== undefined && failing === "after its work") await memory.bulkInsert(sent, options);
      if (failure !== undefined) throw failure();
      if (invalidBecause) return { inserted: 0, duplicates: 0, invalid: sent.length, invalidBecause };
      return memory.bulkInsert(sent, options);
    },
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
    catalogue,
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
    newId: () => `run-${++runs}`,
    draw: ({ id }, index) => ({ id: `${id}/${index}`, price: 0, status: 0 }),
  });
  const cycle = (size = 3) => useCases.insertProducts({ size, signal: abort.signal });
  return { cycle, stored, state, calls, pauses, logged, brought, abort, health: progress.health };
}

let runs = 0;
beforeEach(() => {
  runs = 0;
});

describe("insertProducts()", () => {
  it("inserts new products in every cycle", async () => {
    const { cycle, stored } = worker();

    await cycle();
    await cycle();

    expect(new Set([...stored.values()].map(({ name }) => name)).size).toBe(6);
    expect([...stored.keys()]).toEqual(["run-1/0", "run-1/1", "run-1/2", "run-2/0", "run-2/1", "run-2/2"]);
  });

  it("says what it did in one line", async () => {
    const { cycle, logged } = worker();

    await cycle();

    const event = {
      event: "products.inserted",
      runId: "run-1",
      inserted: 3,
      duplicates: 0,
      invalid: 0,
      attempts: 1,
      durationMs: 10,
    };
    expect(logged).toEqual([{ level: "info", fields: event, message: "inserted 3 products" }]);
  });

  it("tells those who count how many products each run has brought in", async () => {
    const { cycle, brought } = worker({ failures: [away], failing: "after its work" });

    await cycle(3);
    await cycle(2);

    expect(brought).toEqual([3, 2]);
  });

  it("warns of products that are invalid, and says why", async () => {
    const { cycle, logged, state } = worker({ invalidBecause: ["name: must be at least 1 characters"] });

    await cycle(3);

    const fields = { event: "products.inserted", inserted: 0, invalid: 3 };
    expect(logged).toMatchObject([
      { level: "warn", fields: { ...fields, invalidBecause: ["name: must be at least 1 characters"] } },
    ]);
    expect(state.pending).toBeUndefined();
  });

  it("tries the same run again after a failure: same ids, same run id", async () => {
    const { cycle, calls, stored, logged } = worker({ failures: [away, away] });

    await cycle();

    expect(calls).toHaveLength(3);
    expect(calls).toEqual([calls[0], calls[0], calls[0]]);
    expect(stored.size).toBe(3);
    expect(logged.at(-1)?.fields).toMatchObject({ event: "products.inserted", attempts: 3, inserted: 3 });
  });

  it("inserts once when a try did its work and only the answer was lost", async () => {
    const { cycle, stored, logged } = worker({ failures: [away], failing: "after its work" });

    await cycle();

    expect(stored.size).toBe(3);
    expect(logged.at(-1)?.fields).toMatchObject({ attempts: 2, inserted: 3, duplicates: 0 });
  });

  it("warns of every failed try: who failed, why, and when the next comes", async () => {
    const identityAway = () => new DependencyError("identity", "temporarily_unavailable", { message: "away" });
    const { cycle, logged } = worker({ failures: [away, identityAway] });

    await cycle();

    const warnings = logged.filter(({ level }) => level === "warn").map(({ fields }) => fields);
    expect(warnings).toMatchObject([
      { event: "products.insert_failed", dependency: "product", code: "UNAVAILABLE", attempt: 1, retryInMs: 500 },
      { event: "products.insert_failed", dependency: "identity", attempt: 2, retryInMs: 1000 },
    ]);
  });

  it("survives an error that nobody foresaw, and logs it in full", async () => {
    const bug = new TypeError("a bug");
    const { cycle, stored, logged } = worker({ failures: [() => bug] });

    await cycle();

    expect(stored.size).toBe(3);
    expect(logged[0]?.fields).toMatchObject({ event: "products.insert_failed", code: "UNKNOWN", err: bug });
  });

  it("stops at once while it waits for the next try", async () => {
    const { cycle, abort, stored } = worker({ failures: Array.from({ length: 100 }, () => away) });
    const stop = new Error("SIGTERM");
    const running = cycle();
    abort.abort(stop);

    await expect(running).rejects.toBe(stop);
    expect(stored.size).toBe(0);
  });

  it("remembers the run before it sends anything of it, and until all of it is in", async () => {
    const { cycle, calls, state } = worker({ failures: [away] });

    await cycle();

    const run = { id: "run-1", time: new Date("2026-07-01T12:00:00Z"), size: 3 };
    expect(calls.map(({ pending }) => pending)).toEqual([run, run]);
    expect(state.pending).toBeUndefined();
  });

  it.each(["before its work", "after its work"] as const)(
    "finishes the run of a process that was killed while a call failed %s: same ids, none twice",
    async (failing) => {
      const killed = worker({ failures: [die], failing });
      function die() {
        killed.abort.abort();
        return new Error("killed");
      }
      await expect(killed.cycle()).rejects.toThrow();
      expect(killed.stored.size).toBe(failing === "after its work" ? 3 : 0);
      const { state, stored } = killed;
      const { cycle, calls, logged } = worker({ state, stored });

      // Told to make runs of another size meanwhile: the pending run stays what it was.
      await cycle(5);

      expect(calls).toEqual(killed.calls);
      expect([...stored.keys()]).toEqual(["run-1/0", "run-1/1", "run-1/2"]);
      expect(logged[0]?.fields).toEqual({
        event: "products.run_resumed",
        runId: "run-1",
        time: new Date("2026-07-01T12:00:00Z"),
        size: 3,
      });
      await cycle(5);
      expect(stored.size).toBe(8);
    },
  );

  it("warns once for as long as it fails alike, with the remedy; each try can be seen at level debug", async () => {
    const late = () => new DependencyError("product", "DEADLINE_EXCEEDED", { message: "too late" });
    const { cycle, logged } = worker({ failures: [away, away, away, late, away] });

    await cycle();

    expect(logged.map(({ level, fields: { code } }) => [level, code])).toEqual([
      ["warn", "UNAVAILABLE"],
      ["debug", "UNAVAILABLE"],
      ["debug", "UNAVAILABLE"],
      ["warn", "DEADLINE_EXCEEDED"],
      ["warn", "UNAVAILABLE"],
      ["info", undefined],
    ]);
    expect(logged[0]?.message).toBe(
      "Cannot insert 3 products: product failed with UNAVAILABLE: connection refused; it goes on by itself as soon as product answers: see that it runs",
    );
  });

  it("gives a run up that product refuses, and waits before it begins another", async () => {
    const refused = () => new DependencyError("product", "INVALID_ARGUMENT", { message: "other content" });
    const { cycle, calls, logged, pauses } = worker({ failures: [refused, refused] });

    await cycle();

    expect(calls.map(({ runId }) => runId)).toEqual(["run-1", "run-2", "run-3"]);
    expect(pauses).toEqual([500, 1000]);
    expect(logged.map(({ fields }) => fields)).toMatchObject([
      { event: "products.run_abandoned", runId: "run-1", code: "INVALID_ARGUMENT", retryInMs: 500 },
      { event: "products.run_abandoned", runId: "run-2", code: "INVALID_ARGUMENT", retryInMs: 1000 },
      { event: "products.inserted", runId: "run-3", attempts: 3 },
    ]);
  });

  it("keeps the run for the next start when it gives up", async () => {
    const { cycle, state, stored, logged } = worker({ failures: [away, away], maxAttempts: 2 });

    await expect(cycle()).rejects.toMatchObject({
      code: "GAVE_UP",
      message: "gave up after 2 tries: connection refused",
    });

    expect(state.pending).toMatchObject({ id: "run-1" });
    expect(logged.at(-1)?.fields).toMatchObject({ event: "products.insert_failed", retryInMs: undefined });
    await worker({ state, stored }).cycle();
    expect([...stored.keys()]).toEqual(["run-1/0", "run-1/1", "run-1/2"]);
  });

  it("is not well from the first failed try to the end of the run", async () => {
    const seen: Promise<string>[] = [];
    const see = () =>
      seen.push(
        health().then(
          () => "well",
          ({ message }) => message,
        ),
      );
    const failures = [away, away].map((failure) => () => {
      see();
      return failure();
    });
    const { cycle, health } = worker({ failures });

    await cycle();
    see();

    const failing = "no run was done: 1 try has failed since 2026-07-01T12:00:00.010Z";
    expect(await Promise.all(seen)).toEqual(["well", failing, "well"]);
  });
});
