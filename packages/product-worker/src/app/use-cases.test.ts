import { retry } from "@hexmart/runtime";
import { describe, expect, it } from "@jest/globals";
import { createMemoryProductCatalogue } from "#adapters/memory/product-catalogue.ts";
import { DependencyError } from "#domain/errors.ts";
import type { NewProduct } from "#domain/run.ts";
import type { ProductCatalogue } from "#ports/product-catalogue.ts";
import { createUseCases } from "./index.ts";

const away = () => new DependencyError("product", "UNAVAILABLE", { message: "connection refused" });

/** A worker whose waits take no time, beside what it inserted and logged. `failures` are what its next calls meet. */
function worker(failures: (() => Error)[] = [], failing: "before its work" | "after its work" = "before its work") {
  const stored = new Map<string, NewProduct>();
  const memory = createMemoryProductCatalogue(stored);
  const calls: { ids: string[]; runId: string }[] = [];
  const logged: { level: string; fields: Record<string, unknown> }[] = [];
  const abort = new AbortController();
  let ids = 0;
  let milliseconds = 0;
  const catalogue: ProductCatalogue = {
    async bulkInsert(products, options) {
      calls.push({ ids: products.map(({ id }) => id), runId: options.runId });
      const failure = failures.shift();
      if (failure !== undefined && failing === "after its work") await memory.bulkInsert(products, options);
      if (failure !== undefined) throw failure();
      return memory.bulkInsert(products, options);
    },
  };
  const write = (level: string) => (fields: object) => {
    logged.push({ level, fields: { ...fields } });
  };
  const useCases = createUseCases({
    catalogue,
    retry: (options, attempt) =>
      retry({ ...options, random: () => 0, pause: async (_, signal) => signal.throwIfAborted() }, attempt),
    logger: { info: write("info"), warn: write("warn") },
    now: () => {
      milliseconds += 10;
      return new Date(Date.UTC(2026, 6, 1) + milliseconds);
    },
    newId: () => `id-${++ids}`,
    random: () => 0,
  });
  return { cycle: () => useCases.insertProducts({ size: 3, signal: abort.signal }), stored, calls, logged, abort };
}

describe("insertProducts()", () => {
  it("inserts new products in every cycle", async () => {
    const { cycle, stored } = worker();

    await cycle();
    await cycle();

    expect(new Set([...stored.values()].map(({ name }) => name)).size).toBe(6);
  });

  it("says what it did in one line", async () => {
    const { cycle, logged } = worker();

    await cycle();

    const event = {
      event: "products.inserted",
      runId: "id-1",
      inserted: 3,
      duplicates: 0,
      invalid: 0,
      attempts: 1,
      durationMs: 10,
    };
    expect(logged).toEqual([{ level: "info", fields: event }]);
  });

  it("tries the same run again after a failure: same ids, same run id", async () => {
    const { cycle, calls, stored, logged } = worker([away, away]);

    await cycle();

    expect(calls).toHaveLength(3);
    expect(calls).toEqual([calls[0], calls[0], calls[0]]);
    expect(stored.size).toBe(3);
    expect(logged.at(-1)?.fields).toMatchObject({ event: "products.inserted", attempts: 3, inserted: 3 });
  });

  it("inserts once when a try did its work and only the answer was lost", async () => {
    const { cycle, stored, logged } = worker([away], "after its work");

    await cycle();

    expect(stored.size).toBe(3);
    expect(logged.at(-1)?.fields).toMatchObject({ attempts: 2, inserted: 3, duplicates: 0 });
  });

  it("warns of every failed try: who failed, why, and when the next comes", async () => {
    const identityAway = () => new DependencyError("identity", "temporarily_unavailable", { message: "away" });
    const { cycle, logged } = worker([away, identityAway]);

    await cycle();

    const warnings = logged.filter(({ level }) => level === "warn").map(({ fields }) => fields);
    expect(warnings).toMatchObject([
      { event: "products.insert_failed", dependency: "product", code: "UNAVAILABLE", attempt: 1, retryInMs: 500 },
      { event: "products.insert_failed", dependency: "identity", attempt: 2, retryInMs: 1000 },
    ]);
  });

  it("survives an error that nobody foresaw, and logs it in full", async () => {
    const bug = new TypeError("a bug");
    const { cycle, stored, logged } = worker([() => bug]);

    await cycle();

    expect(stored.size).toBe(3);
    expect(logged[0]?.fields).toMatchObject({ event: "products.insert_failed", code: "UNKNOWN", err: bug });
  });

  it("stops at once while it waits for the next try", async () => {
    const { cycle, abort, stored } = worker(Array.from({ length: 100 }, () => away));
    const stop = new Error("SIGTERM");
    const running = cycle();
    abort.abort(stop);

    await expect(running).rejects.toBe(stop);
    expect(stored.size).toBe(0);
  });
});
