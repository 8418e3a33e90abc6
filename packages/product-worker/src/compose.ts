import { createTokenSource, type Fetch } from "@hexmart/auth";
import { clientSecurity } from "@hexmart/grpc/config";
import { type Logger, type Pause, type Running, pause as realPause, retry, startLoop } from "@hexmart/runtime";
import { v7 as newId } from "uuid";
import { createGrpcProductCatalogue } from "#adapters/grpc/product-catalogue.ts";
import { createUseCases } from "#app/index.ts";
import type { Config } from "#config";

/** What a test may put in the place of the real thing. */
type Overrides = { readonly logger: Logger; readonly fetch?: Fetch; readonly pause?: Pause };

export async function compose(
  config: Config,
  { logger, fetch, pause = realPause }: Overrides,
): Promise<Running & { finished: Promise<void> }> {
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
    retry: (options, attempt) => retry({ ...options, pause }, attempt),
    logger,
    now: () => new Date(),
    newId,
    random: Math.random,
  });

  const loop = startLoop({ intervalMs: config.INTERVAL_MS, maxCycles: config.MAX_CYCLES, pause }, (signal) =>
    app.insertProducts({ size: config.BATCH_SIZE, signal }),
  );
  return {
    finished: loop.finished,
    async drain() {
      await loop.stop();
      catalogue[Symbol.dispose]();
    },
  };
}
