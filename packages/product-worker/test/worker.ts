import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClientKey, recordingLogger } from "@hexmart/testing";
import { compose } from "#compose";
import type { Config } from "#config";
import type { startProductService } from "./product-service.ts";

/** A folder for one test, such as the state of a worker that is started twice. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "hexmart-product-worker-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Waits that take no time, but can be broken off. The turn of the event loop is for what the worker waits for. */
export const noPause = async (_: number, signal: AbortSignal) => {
  await new Promise(setImmediate);
  signal.throwIfAborted();
};

/** The composed worker, and what it logged. */
export async function startWorker(
  service: Awaited<ReturnType<typeof startProductService>>,
  config: Partial<Config> = {},
  overrides: Partial<Parameters<typeof compose>[1]> = {},
) {
  const logger = recordingLogger();
  const state = await temporaryFolder();
  const worker = await compose(
    {
      PRODUCT_ADDRESS: service.address,
      PRODUCT_AUDIENCE: "urn:hexmart:product",
      ISSUER: service.identity.issuer,
      CLIENT_ID: "product-worker",
      CLIENT_KEY: createClientKey(),
      STATE_DIRECTORY: state.path,
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
    resumed: () => named("products.run_resumed"),
    health: async () => worker.health?.(new AbortController().signal),
    drain: () => worker.drain(),
    async [Symbol.asyncDispose]() {
      await worker.drain();
      await state[Symbol.asyncDispose]();
    },
  };
}
