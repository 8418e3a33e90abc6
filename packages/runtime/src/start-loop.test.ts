import { describe, expect, it } from "@jest/globals";
import { startLoop } from "./start-loop.ts";

const pause = async (_: number, signal: AbortSignal) => signal.throwIfAborted();

/** A cycle that hangs until it is told to stop, as a call to a server does. */
function hangingCycle() {
  const begun = Promise.withResolvers<void>();
  const cycle = (signal: AbortSignal) =>
    new Promise<void>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      begun.resolve();
    });
  return { begun: begun.promise, cycle };
}

describe("startLoop()", () => {
  it("finishes by itself after as many cycles as it is told", async () => {
    let cycles = 0;

    const { finished } = startLoop({ intervalMs: 1000, maxCycles: 3, pause }, async () => {
      cycles += 1;
    });
    await finished;

    expect(cycles).toBe(3);
  });

  it("is stopped in the middle of a cycle, and that is a clean end", async () => {
    const { begun, cycle } = hangingCycle();
    const loop = startLoop({ intervalMs: 1000, pause }, cycle);
    await begun;

    await loop.stop();

    await expect(loop.finished).resolves.toBeUndefined();
  });

  it("has not stopped before the cycle under way has ended", async () => {
    const tidied = Promise.withResolvers<void>();
    let ended = false;
    const loop = startLoop({ intervalMs: 1000, pause }, async () => {
      await tidied.promise;
      ended = true;
    });
    const stopped = loop.stop().then(() => ended);
    tidied.resolve();

    expect(await stopped).toBe(true);
  });

  it("may be stopped twice, and when it has finished", async () => {
    const loop = startLoop({ intervalMs: 1000, maxCycles: 1, pause }, async () => {});
    await loop.finished;

    await loop.stop();
    await expect(loop.stop()).resolves.toBeUndefined();
  });

  it("fails with what a cycle fails with, and so does its stop", async () => {
    const bug = new Error("a bug");
    const loop = startLoop({ intervalMs: 1000, pause }, () => Promise.reject(bug));

    await expect(loop.finished).rejects.toBe(bug);
    await expect(loop.stop()).rejects.toBe(bug);
  });
});
