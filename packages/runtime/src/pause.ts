import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits a number of milliseconds, or rejects with the signal's reason as soon as it aborts. What waits takes one as an
 * argument, so that a test decides how long a wait lasts.
 */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** The real thing: a timer. */
export const pause: Pause = async (milliseconds, signal) => {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
};
