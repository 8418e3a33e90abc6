import { createTokenSource, type Fetch } from "@hexmart/auth";
import { clientSecurity } from "@hexmart/grpc/config";
import { type Logger, type Pause, type Running, pause as realPause, retry, startLoop } from "@hexmart/runtime";
import { createProgress } from "@hexmart/runtime/worker";
import { v7 as newId } from "uuid";
import { openRunLog } from "#adapters/file/run-log.ts";
import { createGrpcProductCatalogue } from "#adapters/grpc/product-catalogue.ts";
import { draw } from "#adapters/uuid/draw.ts";
import { createUseCases } from "#app/index.ts";
import type { Config } from "#config";

/** With `--once`, a run is given up after so many tries: the four waits between them take about seven seconds. */
const TRIES_ONCE = 5;

/** How it was started, and what a test may put in the place of the real thing. */
type Context = {
  readonly logger: Logger;
  readonly once?: boolean;
  readonly fetch?: Fetch;
  readonly pause?: Pause;
  readonly now?: () => Date;
};

export async function compose(
  config: Config,
  { logger, once = false, fetch, pause = realPause, now = () => new Date() }: Context,
): Promise<Running & { finished: Promise<void> }> {
  const runs = await openRunLog(config.STATE_DIRECTORY);
  const progress = createProgress(now);
  const tokens = createTokenSource({
    issuer: config.ISSUER,
    clientId: config.CLIENT_ID,
    privateKey: config.CLIENT_KEY,
    resource: config.PRODUCT_AUDIENCE,
    scopes: ["product.write"],
    logger,
    ...(fetch && { fetch }),
  });
  const catalogue = createGrpcProductCatalogue({
    address: config.PRODUCT_ADDRESS,
    tokens,
    security: clientSecurity(config),
    deadlineMs: config.DEADLINE_MS,
  });
  const app = createUseCases({
    catalogue,
    runs,
    retry: (options, attempt) => retry({ ...options, pause, maxAttempts: once ? TRIES_ONCE : 0 }, attempt),
    logger,
    progress,
    now,
    newId: () => newId({ msecs: now().getTime() }),
    draw,
  });

  const maxCycles = once ? 1 : config.MAX_CYCLES;
  const loop = startLoop({ intervalMs: config.INTERVAL_MS, maxCycles, pause }, (signal) =>
    app.insertProducts({ size: config.BATCH_SIZE, signal }),
  );
  return {
    finished: loop.finished,
    health: progress.health,
    async drain() {
      // What the loop ended with is known by now: finished tells it.
      await loop.stop().catch(() => {});
      catalogue[Symbol.dispose]();
      runs[Symbol.dispose]();
    },
  };
}
