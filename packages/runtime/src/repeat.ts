import { type Pause, pause as realPause } from "./pause.ts";

export type RepeatOptions = {
  /** The time between the end of a cycle and the start of the next, in milliseconds. */
  readonly intervalMs: number;
  /** Ends the loop: between two cycles at once, within a cycle as soon as the cycle itself ends. */
  readonly signal: AbortSignal;
  /** By which part of itself an interval varies, in [0, 1]: 0.1 for ± 10 %. */
  readonly jitter?: number;
  /** After how many cycles the loop ends by itself; 0 for never. */
  readonly maxCycles?: number;
  readonly pause?: Pause;
  /** A number in [0, 1), as `Math.random` gives. */
  readonly random?: () => number;
};

/**
 * Runs a cycle over and over, one at a time: the life of a worker. The first begins at once, and the intervals vary, so
 * that replicas that were started together do not call together for ever.
 *
 * Resolves when `maxCycles` have been run or the signal has aborted; a cycle that rejects because of that signal is
 * part of a clean stop. Rejects with what a cycle rejects with otherwise: a cycle that may fail brings its own
 * {@link retry}.
 *
 * @example
 * await repeat({ intervalMs: 3_000, signal }, async (cycle) => {
 *   logger.info({ cycle }, "still here");
 * });
 */
export async function repeat(options: RepeatOptions, cycle: (number: number) => Promise<void>): Promise<void> {
  const { intervalMs, signal, jitter = 0.1, maxCycles = 0, pause = realPause, random = Math.random } = options;
  try {
    for (let number = 1; !signal.aborted; number++) {
      await cycle(number);
      if (number === maxCycles) return;
      await pause(intervalMs * (1 + jitter * (2 * random() - 1)), signal);
    }
  } catch (error) {
    // Whatever fails after the stop fails because of it: a broken call, a refused wait.
    if (!signal.aborted) throw error;
  }
}
