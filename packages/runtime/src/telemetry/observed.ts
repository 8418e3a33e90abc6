import type { Running } from "../lifecycle.ts";
import { type AdminOptions, openAdmin } from "./admin.ts";
import { startTelemetry } from "./start.ts";
import type { TelemetryOptions } from "./telemetry.ts";

type Start = (signal: AbortSignal) => Promise<Running>;

/**
 * The same start, watched: telemetry is set up before it, so that what it makes finds it, and the admin port is open from
 * before the service is ready until it has drained.
 */
export function observed(options: TelemetryOptions, start: Start): Start {
  const { settings, logger } = options;
  return async (signal) => {
    const telemetry = await startTelemetry(options);
    let running: Running | undefined;
    const check: AdminOptions["check"] = async (checkSignal) => {
      if (signal.aborted) throw new Error("draining");
      if (running === undefined) throw new Error("starting");
      await running.health?.(checkSignal);
    };
    const address = settings.ADMIN_ADDRESS;
    const scrape = async () => (await telemetry?.scrape()) ?? "";
    const admin = address === undefined ? undefined : await openAdmin({ address, scrape, check });
    if (admin !== undefined) logger.info({ event: "admin.opened", address: admin.address }, "admin port is open");

    const started = await start(signal);
    running = started;
    return {
      ...started,
      async drain() {
        try {
          await started.drain();
        } finally {
          await telemetry?.stop();
          await admin?.close();
        }
      },
    };
  };
}
