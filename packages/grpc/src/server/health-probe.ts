import type { Logger } from "../logger.ts";

/** How long a probe may take before it counts as failed. */
const probeTimeoutMs = 2_000;
/** For how long its answer is believed: ten balancers asking at once cost one probe. */
const believedMs = 1_000;

/** Whether a server can do its work, as its probe says: asked at most about once a second, however many want to know. */
export function healthProbe(options: {
  probe: (signal: AbortSignal) => Promise<void>;
  logger: Logger;
  /** In milliseconds, of any clock that never goes back. */
  now?: () => number;
  timeoutMs?: number;
}): () => Promise<boolean> {
  const { probe, logger, now = () => performance.now(), timeoutMs = probeTimeoutMs } = options;
  let healthy = true;
  let believedUntil = Number.NEGATIVE_INFINITY;
  let underWay: Promise<boolean> | undefined;

  async function ask(): Promise<boolean> {
    const late = AbortSignal.timeout(timeoutMs);
    const { promise: timedOut, reject } = Promise.withResolvers<never>();
    const onLate = () => reject(late.reason);
    late.addEventListener("abort", onLate);
    const before = healthy;
    try {
      await Promise.race([probe(late), timedOut]);
      healthy = true;
      if (!before) {
        logger.info({}, "the health probe succeeds again");
      }
    } catch (err) {
      healthy = false;
      if (before) {
        logger.warn({ err }, "the health probe has failed");
      }
    } finally {
      late.removeEventListener("abort", onLate);
    }
    believedUntil = now() + believedMs;
    underWay = undefined;
    return healthy;
  }

  return async () => {
    if (now() < believedUntil) {
      return healthy;
    }
    underWay ??= ask();
    return underWay;
  };
}
