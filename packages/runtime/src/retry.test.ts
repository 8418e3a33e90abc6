import { describe, expect, it } from "@jest/globals";
import { type Failure, GaveUpError, retry } from "./retry.ts";

/** Options with which waits take no time, chance takes nothing off, and failures are written down. */
function patience() {
  const abort = new AbortController();
  const pauses: number[] = [];
  const failures: Failure[] = [];
  const options = {
    signal: abort.signal,
    random: () => 0,
    pause: async (milliseconds: number, signal: AbortSignal) => {
      signal.throwIfAborted();
      pauses.push(milliseconds);
    },
    onFailure: (failure: Failure) => {
      failures.push(failure);
    },
  };
  return { abort, pauses, failures, options };
}

const failTimes = (times: number, error: unknown) => async (attempt: number) => {
  if (attempt <= times) throw error;
  return attempt;
};

describe("retry()", () => {
  it("answers what the first successful try answers, and waits for nothing before", async () => {
    const { options, pauses } = patience();

    expect(await retry(options, async () => "done")).toBe("done");
    expect(pauses).toEqual([]);
  });

  it("waits twice as long after every failure, up to the longest delay", async () => {
    const { options, pauses } = patience();

    expect(await retry({ ...options, firstDelayMs: 500, longestDelayMs: 3000 }, failTimes(5, new Error("away")))).toBe(
      6,
    );
    expect(pauses).toEqual([500, 1000, 2000, 3000, 3000]);
  });

  it("waits no longer than 30 s by default, however often it has failed", async () => {
    const { options, pauses } = patience();

    await retry(options, failTimes(2000, new Error("away")));

    expect(pauses.at(-1)).toBe(30_000);
    expect(Math.max(...pauses)).toBe(30_000);
  });

  it("lets chance take up to half of a wait", async () => {
    const { options, pauses } = patience();

    await retry({ ...options, random: () => 0.5 }, failTimes(2, new Error("away")));

    expect(pauses).toEqual([375, 750]);
  });

  it("tells of every failure what failed, which try it was and when the next comes", async () => {
    const { options, failures } = patience();
    const error = new Error("away");

    await retry(options, failTimes(2, error));

    expect(failures).toEqual([
      { error, attempt: 1, retryInMs: 500 },
      { error, attempt: 2, retryInMs: 1000 },
    ]);
  });

  it("rejects with the signal's reason when it aborts during a try, and tells of no failure", async () => {
    const { options, abort, failures } = patience();
    const stop = new Error("SIGTERM");

    const trying = retry(options, async () => {
      abort.abort(stop);
      throw new Error("CANCELLED");
    });

    await expect(trying).rejects.toBe(stop);
    expect(failures).toEqual([]);
  });

  it("rejects with the signal's reason when it aborts during a wait", async () => {
    const { options, abort } = patience();
    const stop = new Error("SIGTERM");
    const onFailure = () => abort.abort(stop);

    await expect(retry({ ...options, onFailure }, failTimes(9, new Error("away")))).rejects.toBe(stop);
  });

  it("does not try when it is stopped already", async () => {
    const { options, abort } = patience();
    const stop = new Error("SIGTERM");
    abort.abort(stop);

    await expect(retry(options, async () => "done")).rejects.toBe(stop);
  });

  it("gives up after as many tries as it is told, with the last failure as the cause, and waits no more", async () => {
    const { options, pauses, failures } = patience();
    const away = new Error("product is away");

    const tried = retry({ ...options, maxAttempts: 3 }, failTimes(9, away));

    await expect(tried).rejects.toThrow(GaveUpError);
    await expect(tried).rejects.toMatchObject({ message: "gave up after 3 tries: product is away", cause: away });
    expect(pauses).toHaveLength(2);
    expect(failures.map(({ retryInMs }) => retryInMs)).toEqual([500, 1000, undefined]);
  });
});
