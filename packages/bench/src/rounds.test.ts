import { describe, expect, it } from "@jest/globals";
import { type Contender, interleave } from "./rounds.ts";

/** A contender that writes down what happens to it; its work costs what it is told, round by round. */
function contender(name: string, log: string[], costs: readonly number[]): Contender {
  let round = 0;
  return {
    name,
    async start() {
      const cost = costs[round++] ?? 0;
      log.push(`start ${name}`);
      return {
        warm: async () => void log.push(`warm ${name}`),
        async work() {
          log.push(`work ${name}`);
          return { cost, done: 2 };
        },
        [Symbol.asyncDispose]: async () => void log.push(`stop ${name}`),
      };
    },
  };
}

describe("interleave()", () => {
  it("starts all afresh in each round, and lets them work in turn", async () => {
    const log: string[] = [];
    await interleave([contender("a", log, []), contender("b", log, [])], { rounds: 2, turns: 2, onProgress() {} });
    const round = [
      "start a",
      "warm a",
      "start b",
      "warm b",
      "work a",
      "work b",
      "work a",
      "work b",
      "stop b",
      "stop a",
    ];
    expect(log).toEqual([...round, ...round]);
  });

  it("answers the cost of one piece of work, round by round", async () => {
    const series = await interleave([contender("a", [], [10, 20]), contender("b", [], [30, 50])], {
      rounds: 2,
      turns: 3,
      onProgress() {},
    });
    expect(series).toEqual([
      { name: "a", values: [5, 10] },
      { name: "b", values: [15, 25] },
    ]);
  });

  it("refuses to speak of a contender that has done nothing", async () => {
    const idle: Contender = {
      name: "idle",
      start: async () => ({
        warm: async () => {},
        work: async () => ({ cost: 1, done: 0 }),
        async [Symbol.asyncDispose]() {},
      }),
    };
    await expect(interleave([idle], { rounds: 1, turns: 1, onProgress() {} })).rejects.toThrow(
      "Cannot measure idle: it has done nothing",
    );
  });
});
