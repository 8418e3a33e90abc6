import { describe, expect, it } from "@jest/globals";
import { repeat } from "./repeat.ts";

/** A loop whose pauses take no time and are written down. */
function loop() {
  const abort = new AbortController();
  const pauses: number[] = [];
  const pause = async (milliseconds: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    pauses.push(milliseconds);
  };
  return { abort, pauses, options: { intervalMs: 1000, signal: abort.signal, pause } };
}

describe("repeat()", () => {
  it("runs as many cycles as it is told, numbered from 1, and does not wait after the last", async () => {
    const { options, pauses } = loop();
    const cycles: number[] = [];

    await repeat({ ...options, maxCycles: 3 }, async (number) => {
      cycles.push(number);
    });

    expect(cycles).toEqual([1, 2, 3]);
    expect(pauses).toHaveLength(2);
  });

  it("goes on until the signal aborts when no number is given", async () => {
    const { options, abort, pauses } = loop();

    await repeat(options, async (number) => {
      if (number === 50) abort.abort();
    });

    expect(pauses).toHaveLength(49);
  });

  it("never runs two cycles at once", async () => {
    const { options } = loop();
    let running = 0;

    await repeat({ ...options, maxCycles: 3 }, async () => {
      running += 1;
      await new Promise(setImmediate);
      expect(running).toBe(1);
      running -= 1;
    });
  });

  it.each([
    [0, 900],
    [0.5, 1000],
    [0.75, 1050],
  ])("varies the interval by the jitter: at chance %d it waits %d ms", async (chance, expected) => {
    const { options, pauses } = loop();

    await repeat({ ...options, jitter: 0.1, random: () => chance, maxCycles: 2 }, async () => {});

    expect(pauses).toEqual([expected]);
  });

  it("stops at once while it waits", async () => {
    const abort = new AbortController();
    const waiting = Promise.withResolvers<void>();
    const pause = (_: number, signal: AbortSignal) => {
      waiting.resolve();
      return new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    };
    const done = repeat({ intervalMs: 1000, signal: abort.signal, pause }, async () => {});
    await waiting.promise;
    abort.abort();

    await expect(done).resolves.toBeUndefined();
  });

  it("takes a cycle that the stop broke off for a clean stop", async () => {
    const { options, abort } = loop();

    const done = repeat(options, async () => {
      abort.abort();
      throw new Error("CANCELLED");
    });

    await expect(done).resolves.toBeUndefined();
  });

  it("does not begin when it is stopped already", async () => {
    const { options, abort } = loop();
    abort.abort();

    await repeat(options, () => Promise.reject(new Error("not to be called")));
  });

  it("rejects with what a cycle rejects with", async () => {
    const { options } = loop();
    const bug = new Error("a bug");

    await expect(repeat(options, () => Promise.reject(bug))).rejects.toBe(bug);
  });
});
