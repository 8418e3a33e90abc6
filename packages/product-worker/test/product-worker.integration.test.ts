import { once } from "node:events";
import { AuthError } from "@hexmart/auth";
import { RpcError } from "@hexmart/grpc";
import { describe, expect, it } from "@jest/globals";
import { compose } from "#compose";
import type { Config } from "#config";
import { startProductService } from "./product-service.ts";

type Line = { level: string; event?: string; [field: string]: unknown };

/** Waits that take no time, but can be broken off. */
const noPause = async (_: number, signal: AbortSignal) => signal.throwIfAborted();

/** The composed worker, what it logged, and a promise of each next line. */
async function startWorker(
  service: { address: string; token(): Promise<string> },
  config: Partial<Config> = {},
  overrides: Partial<Parameters<typeof compose>[1]> = {},
) {
  const lines: Line[] = [];
  const logging = new EventTarget();
  const write = (level: string) => (fields: object | string) => {
    lines.push({ level, ...(typeof fields === "string" ? {} : fields) });
    logging.dispatchEvent(new Event("line"));
  };
  const worker = await compose(
    {
      PRODUCT_ADDRESS: service.address,
      PRODUCT_AUDIENCE: "urn:hexmart:product",
      ISSUER: "https://issuer.test",
      CLIENT_ID: "product-worker",
      CLIENT_KEY: { kty: "EC" },
      INTERVAL_MS: 3_000,
      BATCH_SIZE: 250,
      DEADLINE_MS: 10_000,
      MAX_CYCLES: 1,
      LOG_LEVEL: "info",
      SHUTDOWN_TIMEOUT_MS: 10_000,
      ...config,
    },
    {
      logger: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
      tokens: { get: service.token, invalidate() {} },
      pause: noPause,
      ...overrides,
    },
  );
  return {
    lines,
    finished: worker.finished,
    drain: () => worker.drain(),
    nextLine: () => once(logging, "line"),
    warnings: () => lines.filter(({ level }) => level === "warn"),
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
    expect(worker.lines).toEqual([
      expect.objectContaining({ event: "products.inserted", inserted: 250, duplicates: 0, attempts: 1 }),
    ]);
  });

  it("ends by itself after as many cycles as it is told, each with products of its own", async () => {
    await using service = await startProductService();
    await using worker = await startWorker(service, { MAX_CYCLES: 3, BATCH_SIZE: 10 });

    await worker.finished;

    expect(service.calls).toHaveLength(3);
    expect(service.stored.size).toBe(30);
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
    expect(worker.warnings()).toMatchObject([
      { event: "products.insert_failed", dependency: "product", code: "UNAVAILABLE", attempt: 1 },
      { event: "products.insert_failed", dependency: "product", code: "UNAVAILABLE", attempt: 2 },
    ]);
    expect(worker.lines.at(-1)).toMatchObject({ runId: first?.requestId, attempts: 3, inserted: 0, duplicates: 250 });
  });

  it("survives that product refuses a call before it has read anything", async () => {
    await using service = await startProductService({ before: failing(2) });
    await using worker = await startWorker(service);

    await worker.finished;

    expect(worker.lines.at(-1)).toMatchObject({ attempts: 3, inserted: 250, duplicates: 0 });
  });

  it("survives that product is not there", async () => {
    const gone = await startProductService();
    await gone[Symbol.asyncDispose]();
    await using worker = await startWorker(gone, { BATCH_SIZE: 10 });
    while (worker.warnings().length < 2) await worker.nextLine();
    await using _ = await startProductService({ address: gone.address, issuer: gone.issuer });

    await worker.finished;

    expect(worker.warnings()[0]).toMatchObject({ dependency: "product", code: "UNAVAILABLE" });
    expect(worker.lines.at(-1)).toMatchObject({ event: "products.inserted", inserted: 10 });
  });

  it("survives that identity is away, and says that it is identity", async () => {
    await using service = await startProductService();
    const answers = [new AuthError("temporarily_unavailable", "identity is away"), await service.token()];
    const get = async () => {
      const answer = answers.shift();
      if (typeof answer === "string") return answer;
      throw answer;
    };
    await using worker = await startWorker(service, {}, { tokens: { get, invalidate() {} } });

    await worker.finished;

    expect(worker.warnings()).toMatchObject([{ dependency: "identity", code: "temporarily_unavailable" }]);
    expect(service.stored.size).toBe(250);
  });

  it("gives back a token that product refuses, and goes on with another", async () => {
    await using service = await startProductService();
    const held = ["not a token", await service.token()];
    const tokens = {
      get: async () => held[0] ?? "",
      invalidate(token: string) {
        if (token === held[0]) held.shift();
      },
    };
    await using worker = await startWorker(service, {}, { tokens });

    await worker.finished;

    expect(worker.warnings()).toMatchObject([{ dependency: "product", code: "UNAUTHENTICATED" }]);
    expect(service.stored.size).toBe(250);
  });

  it("does not wait for an answer beyond the deadline", async () => {
    let calls = 0;
    const before = async ({ signal }: { signal: AbortSignal }) => {
      if (++calls === 1) await once(signal, "abort");
    };
    await using service = await startProductService({ before });
    await using worker = await startWorker(service, { DEADLINE_MS: 300, BATCH_SIZE: 1 });

    await worker.finished;

    expect(worker.warnings()).toMatchObject([{ dependency: "product", code: "DEADLINE_EXCEEDED" }]);
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
    expect(worker.lines).toEqual([]);
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
