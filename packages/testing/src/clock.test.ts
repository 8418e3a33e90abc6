import { describe, expect, it } from "@jest/globals";
import { fakeClock } from "./clock.ts";

describe("fakeClock()", () => {
  it("stands still until it is advanced", async () => {
    const clock = fakeClock("2030-01-01T00:00:00Z");
    expect(clock.now()).toEqual(new Date("2030-01-01T00:00:00Z"));
    await clock.advance(1_500);
    expect(clock.now()).toEqual(new Date("2030-01-01T00:00:01.500Z"));
  });

  it("wakes sleepers in the order of their times, each at its own", async () => {
    const clock = fakeClock();
    const start = clock.now().getTime();
    const woken: [string, number][] = [];
    const nap = async (name: string, milliseconds: number) => {
      await clock.sleep(milliseconds);
      woken.push([name, clock.now().getTime() - start]);
    };
    void nap("late", 300);
    void nap("early", 100);
    void nap("never", 1_001);
    await clock.advance(1_000);
    expect(woken).toEqual([
      ["early", 100],
      ["late", 300],
    ]);
  });

  it("wakes one who goes back to sleep again, within one advance", async () => {
    const clock = fakeClock();
    let cycles = 0;
    void (async () => {
      for (;;) {
        await clock.sleep(3_000);
        cycles++;
      }
    })();
    await clock.advance(9_000);
    expect(cycles).toBe(3);
  });

  it("ends a sleep when its signal aborts, before or during it", async () => {
    const clock = fakeClock();
    const stop = new AbortController();
    const napping = clock.sleep(1_000, stop.signal);
    stop.abort(new Error("stopped"));
    await expect(napping).rejects.toThrow("stopped");
    await expect(clock.sleep(1_000, stop.signal)).rejects.toThrow("stopped");
  });

  it("says when somebody has gone to sleep", async () => {
    const clock = fakeClock();
    const two = clock.asleep(2);
    void clock.sleep(1);
    setImmediate(() => void clock.sleep(1));
    await two;
    await clock.advance(1);
  });
});
