/** A clock that stands still until a test moves it. Fits ports that want a `now()` or a `sleep()`. */
export type FakeClock = {
  /** What time it is. */
  now(): Date;
  /** Resolves when the clock has been advanced by that much; rejects with the signal's reason when it aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Moves time on, waking sleepers in the order of their times, each at its own time. */
  advance(milliseconds: number): Promise<void>;
  /** Resolves when at least that many are asleep (1 by default): what runs has come to its wait. */
  asleep(count?: number): Promise<void>;
};

type Sleeper = { at: number; wake: () => void };

/**
 * A clock for tests: no timers, no waiting.
 *
 * ```ts
 * const clock = fakeClock();
 * const napping = clock.sleep(3_000);
 * await clock.advance(3_000);
 * await napping;
 * ```
 */
export function fakeClock(start: Date | string = "2030-01-01T00:00:00Z"): FakeClock {
  let time = new Date(start).getTime();
  const sleepers = new Set<Sleeper>();
  const watchers = new Set<() => void>();

  const due = (until: number) =>
    [...sleepers].filter((sleeper) => sleeper.at <= until).sort((one, other) => one.at - other.at)[0];

  return {
    now: () => new Date(time),

    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          at: time + milliseconds,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", onAbort);
            resolve();
          },
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        sleepers.add(sleeper);
        for (const check of watchers) check();
      }),

    async advance(milliseconds) {
      const until = time + milliseconds;
      for (let next = due(until); next !== undefined; next = due(until)) {
        time = Math.max(time, next.at);
        next.wake();
        await settled(); // whom it woke may go back to sleep before `until`
      }
      time = until;
    },

    asleep: (count = 1) =>
      new Promise((resolve) => {
        const check = () => {
          if (sleepers.size < count) return;
          watchers.delete(check);
          resolve();
        };
        watchers.add(check);
        check();
      }),
  };
}

/** Lets everything run that waits only for promises. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
