import { once } from "node:events";
import { RpcError } from "@hexmart/grpc";
import { startRelay } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { startProductService } from "./product-service.ts";
import { noPause, startWorker, temporaryFolder } from "./worker.ts";

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
      { level: "debug", dependency: "product", code: "UNAVAILABLE", attempt: 2 },
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

  it("finishes the run of the process before it, and then goes on with its own", async () => {
    let failures = Number.POSITIVE_INFINITY;
    const after = async () => {
      if (failures-- > 0) throw unavailable();
    };
    await using service = await startProductService({ after });
    await using state = await temporaryFolder();
    const before = { STATE_DIRECTORY: state.path, BATCH_SIZE: 150 };
    const first = await startWorker(service, before);
    await first.hasFailed(1);
    await first.drain();
    failures = 0;

    await using second = await startWorker(service, { ...before, BATCH_SIZE: 10, MAX_CYCLES: 2 });
    await second.finished;

    const runId = service.calls[0]?.requestId;
    expect(second.resumed()).toMatchObject([{ runId, size: 150 }]);
    expect(second.inserted()).toMatchObject([{ runId, inserted: 150, duplicates: 0 }, { inserted: 10 }]);
    expect(service.stored.size).toBe(160);
    await second.drain();
    await using third = await startWorker(service, before);
    await third.finished;
    expect(third.resumed()).toEqual([]);
  });

  it("does not start beside another on the same state", async () => {
    await using service = await startProductService();
    await using state = await temporaryFolder();
    await using _first = await startWorker(service, { STATE_DIRECTORY: state.path, MAX_CYCLES: 0 });

    await expect(startWorker(service, { STATE_DIRECTORY: state.path })).rejects.toMatchObject({ code: "STATE_IN_USE" });
  });

  it("ends after one run with --once, whatever MAX_CYCLES says", async () => {
    await using service = await startProductService({ before: failing(4) });
    await using worker = await startWorker(service, { MAX_CYCLES: 0 }, { once: true });

    await worker.finished;

    expect(worker.inserted()).toMatchObject([{ attempts: 5, inserted: 250 }]);
  });

  it("gives up with --once after five tries, says so, and keeps the run for the next start", async () => {
    await using service = await startProductService({ before: failing(5) });
    await using state = await temporaryFolder();
    const worker = await startWorker(service, { STATE_DIRECTORY: state.path }, { once: true });

    await expect(worker.finished).rejects.toMatchObject({
      code: "GAVE_UP",
      message: "gave up after 5 tries: come back later",
    });
    await expect(worker.health()).rejects.toThrow("no run was done: 5 tries have failed");
    await worker.drain();
    await using next = await startWorker(service, { STATE_DIRECTORY: state.path }, { once: true });
    await next.finished;

    expect(next.inserted()).toMatchObject([{ runId: service.calls[0]?.requestId, inserted: 250 }]);
    await expect(next.health()).resolves.toBeUndefined();
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
