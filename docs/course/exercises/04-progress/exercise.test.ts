// packages/product-worker/src/app/exercise-04.test.ts
import { retry } from "@hexmart/runtime";
import { createMemoryRunLog, createProgress } from "@hexmart/runtime/worker";
import { describe, expect, it } from "@jest/globals";
import { createMemoryProductCatalogue } from "#adapters/memory/product-catalogue.ts";
import { DependencyError } from "#domain/errors.ts";
import type { ProductCatalogue } from "#ports/product-catalogue.ts";
import { createUseCases } from "./index.ts";

type Line = { readonly level: string; readonly fields: object; readonly message: string };

/** A worker before some catalogue, and what it has said of its progress so far. */
function worker(catalogue: ProductCatalogue) {
  const lines: Line[] = [];
  const write = (level: string) => (fields: object, message: string) => {
    if ("event" in fields && fields.event === "products.progress") lines.push({ level, fields, message });
  };
  const now = () => new Date("2026-07-01T12:00:00Z");
  const useCases = createUseCases({
    catalogue,
    runs: createMemoryRunLog(),
    retry: (options, attempt) => retry({ ...options, pause: async () => {} }, attempt),
    logger: { debug: write("debug"), info: write("info"), warn: write("warn") },
    progress: createProgress(now),
    now,
    newId: () => "run-1",
    draw: ({ id }, index) => ({ id: `${id}/${index}`, price: 0, status: 0 }),
  });
  const run = (size: number) => useCases.insertProducts({ size, signal: new AbortController().signal });
  return { run, lines };
}

describe("a long run", () => {
  it("says how far it is, each time that ten thousand more have left", async () => {
    const { run, lines } = worker(createMemoryProductCatalogue());

    await run(25_000);

    expect(lines).toEqual([
      {
        level: "info",
        fields: { event: "products.progress", runId: "run-1", sent: 10_000, size: 25_000 },
        message: "sent 10000 of 25000 products",
      },
      {
        level: "info",
        fields: { event: "products.progress", runId: "run-1", sent: 20_000, size: 25_000 },
        message: "sent 20000 of 25000 products",
      },
    ]);
  });

  it("says so when they have left, and makes no product before it is asked for", async () => {
    const memory = createMemoryProductCatalogue();
    const saidAt: number[] = [];
    let asked = 0;
    const { run, lines } = worker({
      async bulkInsert(products, options) {
        function* taken() {
          for (const product of products) {
            asked++;
            while (saidAt.length < lines.length) saidAt.push(asked);
            yield product;
          }
        }
        return memory.bulkInsert(taken(), options);
      },
    });

    await run(20_001);

    // The one that follows is being made while it is said.
    expect(saidAt).toEqual([10_001, 20_001]);
  });

  it("says nothing that the line at its end says as well", async () => {
    const { run, lines } = worker(createMemoryProductCatalogue());

    await run(10_000);

    expect(lines).toEqual([]);
  });

  it("counts anew when it is sent again", async () => {
    const memory = createMemoryProductCatalogue();
    let failures = 1;
    const { run, lines } = worker({
      async bulkInsert(products, options) {
        if (failures-- === 0) return memory.bulkInsert(products, options);
        const lost = createMemoryProductCatalogue();
        await lost.bulkInsert(products, options);
        throw new DependencyError("product", "UNAVAILABLE", { message: "it was killed" });
      },
    });

    await run(15_000);

    expect(lines).toMatchObject([{ fields: { sent: 10_000 } }, { fields: { sent: 10_000 } }]);
  });
});
