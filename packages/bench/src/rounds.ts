import type { Series } from "./report.ts";

/** A contender under way, in processes of its own. */
export type Running = AsyncDisposable & {
  /** Works until its code is compiled and its caches are filled. */
  warm(): Promise<void>;
  /** Works for a moment; answers what that cost and how much was done. */
  work(): Promise<{ readonly cost: number; readonly done: number }>;
};

/** What is compared, and how to start it. */
export type Contender = { readonly name: string; start(): Promise<Running> };

export type RoundOptions = {
  /** How often everything is started afresh. */
  readonly rounds: number;
  /** How often each works within a round. */
  readonly turns: number;
  readonly onProgress: (line: string) => void;
};

/**
 * The cost of one piece of work of each contender, round by round. A round starts all of them afresh and lets them work
 * in turn (A B C A B C), each for a moment only: whatever else the machine does meanwhile falls on all alike.
 */
export async function interleave(contenders: readonly Contender[], options: RoundOptions): Promise<Series[]> {
  const series = contenders.map(({ name }) => ({ name, values: [] as number[] }));
  for (let round = 1; round <= options.rounds; round += 1) {
    const costs = await runRound(contenders, options.turns, (line) =>
      options.onProgress(`round ${round} of ${options.rounds}: ${line}`),
    );
    for (const [index, { values }] of series.entries()) values.push(costs[index] ?? Number.NaN);
  }
  return series;
}

async function runRound(
  contenders: readonly Contender[],
  turns: number,
  onProgress: (line: string) => void,
): Promise<number[]> {
  const under: { name: string; running: Running; cost: number; done: number }[] = [];
  try {
    for (const { name, start } of contenders) {
      onProgress(`warming up ${name}`);
      const running = await start();
      under.push({ name, running, cost: 0, done: 0 });
      await running.warm();
    }
    onProgress(`measuring, ${turns} turns each`);
    for (let turn = 0; turn < turns; turn += 1) {
      for (const one of under) {
        const { cost, done } = await one.running.work();
        one.cost += cost;
        one.done += done;
      }
    }
  } finally {
    for (const { running } of under.toReversed()) await running[Symbol.asyncDispose]();
  }
  return under.map(({ name, cost, done }) => {
    if (done === 0) throw new Error(`Cannot measure ${name}: it has done nothing`);
    return cost / done;
  });
}
