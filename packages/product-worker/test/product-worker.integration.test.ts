import { once } from "node:events";
import { RpcError } from "@hexmart/grpc";
import { createClientKey, recordingLogger, startRelay } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { compose } from "#compose";
import type { Config } from "#config";
import { startProductService } from "./product-service.ts";

/** Waits that take no time, but can be broken off. The turn of the event loop is for what the worker waits for. */
const noPause = async (_: number, signal: AbortSignal) => {
  await new Promise(setImmediate);
  signal.throwIfAborted();
};

/** The composed worker, and what it logged. */
async function startWorker(
  service: Awaited<ReturnType<typeof startProductService>>,
  config: Partial<Config> = {},
  overrides: Partial<Parameters<typeof compose>[1]> = {},
) {
  const logger = recordingLogger();
  const worker = await compose(
    {
      PRODUCT_ADDRESS: service.address,
      PRODUCT_AUDIENCE: "urn:hexmart:product",
      ISSUER: service.identity.issuer,
      CLIENT_ID: "product-worker",
      CLIENT_KEY: createClientKey(),
      INTERVAL_MS: 3_000,
      BATCH_SIZE: 250,
      DEADLINE_MS: 10_000,
      MAX_CYCLES: 1,
      LOG_LEVEL: "info",
      SHUTDOWN_TIMEOUT_MS: 10_000,
      ...config,
    },
    { logger, fetch: service.identity.fetch, pause: noPause, ...overrides },
  );
  const named = (event: string) => logger.lines.filter((line) => line.event === event);
  const failed = () => named("products.insert_failed");
  return {
    /** The lines of the cycles that were done, and of the tries that failed. */
    inserted: () => named("products.inserted"),
    failed,
    /** Waits until so many tries have failed. */
    hasFailed: (times: number) => logger.until(() => failed().length >= times || undefined),
    finished: worker.finished,
    drain: () => worker.drain(),
    [Symbol.asyncDispose]: () => worker.drain(),
  };
}

const unavailable = () => new RpcError("UNAVAILABLE", "come back later");

/** Fails as often as told, and then no more. */
const failing = (times: number) => async () => {
  if (times-- > 0) throw unavailable();
};

describe("the product worker", () => {
  it("streams a run in chunks of a hundred, by one bulk insert", async () => {
    await using service = await startProductService();
    await using worker = await startWorker(service);

    await worker.finished;

    expect(service.calls.map(({ chunks }) => chunks.map(({ length }) => length))).toEqual([[100, 100, 50]]);
    expect(service.stored.size).toBe(250);
    expect(worker.inserted()).toMatchObject([{ inserted: 250, duplicates: 0, attempts: 1 }]);
    expect(worker.failed()).toEqual([]);
  });

  it("ends by itself after as many cycles as it is told, each with products of its own", async () => {
    await using service = await startProductService();
    await using worker = await startWorker(service, { MAX_CYCLES: 3, BATCH_SIZE: 10 });

    await worker.finished;

    expect(service.calls).toHaveLength(3);
    expect(service.stored.size).toBe(30);
  });

  it("keeps one connection to product, however many cycles there are", async () => {
    await using service = await startProductService();
    await using relay = await startRelay(`tcp://${service.address}`);
    const throughRelay = { PRODUCT_ADDRESS: new URL(relay.url).host };
    await using worker = await startWorker(service, { MAX_CYCLES: 3, BATCH_SIZE: 10, ...throughRelay });

    await worker.finished;

    expect(service.calls).toHaveLength(3);
    expect(relay.connections).toBe(1);
  });

  it("waits about twice as long after every failure", async () => {
    await using service = await startProductService({ before: failing(4) });
    const waits: number[] = [];
    const pause = async (milliseconds: number, signal: AbortSignal) => {
      waits.push(milliseconds);
      await noPause(milliseconds, signal);
    };
    await using worker = await startWorker(service, { BATCH_SIZE: 10 }, { pause });

    await worker.finished;

    const shares = waits.map((wait, failures) => wait / (500 * 2 ** failures));
    expect(shares).toHaveLength(4);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.5);
  });

  it("tries the same run again when product fails: same ids, same request id, inserted once", async () => {
    await using service = await startProductService({ after: failing(2) });
    await using worker = await startWorker(service);

    await worker.finished;

    const [first, second, third] = service.calls;
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(service.calls).toHaveLength(3);
    expect(service.stored.size).toBe(250);
    expect(worker.failed()).toMatchObject([
      { level: "warn", dependency: "product", code: "UNAVAILABLE", attempt: 1 },
      { level: "warn", dependency: "product", code: "UNAVAILABLE", attempt: 2 },
    ]);
    expect(worker.inserted()).toMatchObject([{ runId: first?.requestId, attempts: 3, inserted: 250, duplicates: 0 }]);
  });

  it("survives that product refuses a call before it has read anything", async () => {
    await using service = await startProductService({ before: failing(2) });
    await using worker = await startWorker(service);

    await worker.finished;

    expect(worker.inserted()).toMatchObject([{ attempts: 3, inserted: 250, duplicates: 0 }]);
  });

  it("survives that product is not there", async () => {
    await using service = await startProductService();
    await service.stop();
    await using worker = await startWorker(service, { BATCH_SIZE: 10 });
    await worker.hasFailed(2);
    await service.restart();

    await worker.finished;

    expect(worker.failed()[0]).toMatchObject({ dependency: "product", code: "UNAVAILABLE" });
    expect(worker.inserted()).toMatchObject([{ inserted: 10 }]);
  });

  it("survives that identity is away, and says that it is identity", async () => {
    await using service = await startProductService();
    service.identity.state.away = true;
    await using worker = await startWorker(service);
    await worker.hasFailed(1);
    service.identity.state.away = false;

    await worker.finished;

    expect(worker.failed()[0]).toMatchObject({ dependency: "identity", code: "temporarily_unavailable" });
    expect(service.stored.size).toBe(250);
  });

  it("gives back a token that product refuses, and goes on with another", async () => {
    await using service = await startProductService();
    let cycles = 0;
    const pause = async () => {
      if (++cycles === 1) service.identity.withdraw();
    };
    await using worker = await startWorker(service, { MAX_CYCLES: 2 }, { pause });

    await worker.finished;

    expect(worker.failed()).toMatchObject([{ dependency: "product", code: "UNAUTHENTICATED" }]);
    expect(service.stored.size).toBe(500);
  });

  it("does not wait for an answer beyond the deadline", async () => {
    let calls = 0;
    const before = async ({ signal }: { signal: AbortSignal }) => {
      if (++calls === 1) await once(signal, "abort");
    };
    await using service = await startProductService({ before });
    await using worker = await startWorker(service, { DEADLINE_MS: 300, BATCH_SIZE: 1 });

    await worker.finished;

    expect(worker.failed()).toMatchObject([{ dependency: "product", code: "DEADLINE_EXCEEDED" }]);
    expect(service.stored.size).toBe(1);
  });

  it("stops at once while a call is in flight, and the call ends at the server too", async () => {
    const begun = Promise.withResolvers<void>();
    const cancelled = Promise.withResolvers<void>();
    const before = async ({ signal }: { signal: AbortSignal }) => {
      begun.resolve();
      await once(signal, "abort");
      cancelled.resolve();
    };
    await using service = await startProductService({ before });
    const worker = await startWorker(service, { MAX_CYCLES: 0 });
    await begun.promise;

    await worker.drain();

    await expect(worker.finished).resolves.toBeUndefined();
    await cancelled.promise;
    expect(worker.failed()).toEqual([]);
    expect(worker.inserted()).toEqual([]);
  });

  it("stops at once while it waits for the next cycle", async () => {
    await using service = await startProductService();
    const waiting = Promise.withResolvers<void>();
    const pause = async (_: number, signal: AbortSignal) => {
      waiting.resolve();
      await once(signal, "abort");
      signal.throwIfAborted();
    };
    const worker = await startWorker(service, { MAX_CYCLES: 0, BATCH_SIZE: 1 }, { pause });
    await waiting.promise;

    await worker.drain();

    expect(service.stored.size).toBe(1);
  });
});
