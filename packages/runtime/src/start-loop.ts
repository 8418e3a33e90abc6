import { type RepeatOptions, repeat } from "./repeat.ts";
import { watched } from "./telemetry/cycle.ts";

export type LoopOptions = Omit<RepeatOptions, "signal">;

/** A loop under way. */
export type Loop = {
  /** Fulfilled when the loop has ended, by itself or by `stop`; rejected with what a cycle rejected with. */
  readonly finished: Promise<void>;
  /** Aborts the signal of the cycle under way, and waits for its end. Settles as `finished` does. */
  stop(): Promise<void>;
};

/**
 * Starts what a process does over and over, as {@link repeat} runs it, and answers what `compose` needs to end it: a
 * connection is closed once `stop` has settled, never under a cycle that still uses it. Each cycle is a trace, and counts
 * in the metrics `hexmart.loop.cycles` and `hexmart.loop.last_success`.
 *
 * @example
 * const loop = startLoop({ intervalMs: 3_000 }, (signal) => app.insertProducts({ size: 100, signal }));
 * return { finished: loop.finished, drain: () => loop.stop() };
 */
export function startLoop(options: LoopOptions, cycle: (signal: AbortSignal) => Promise<void>): Loop {
  const stopping = new AbortController();
  const { signal } = stopping;
  const finished = repeat({ ...options, signal }, () => watched(signal, () => cycle(signal)));
  return {
    finished,
    stop() {
      stopping.abort(new DOMException("the loop is stopping", "AbortError"));
      return finished;
    },
  };
}
