import { describe, expect, it } from "@jest/globals";
import { createGuard } from "./guard.ts";

const never = new AbortController().signal;
const guard = (more: object = {}) =>
  createGuard({ name: "movies-api", isFault: (error) => error === "fault", ...more });

describe("enter()", () => {
  it("lets so many in, so many wait, and refuses the rest", async () => {
    const { enter } = guard({ bulkhead: { inFlight: 1, queue: 1 } });
    const leave = await enter(never);
    const second = enter(never);

    await expect(enter(never)).rejects.toMatchObject({ code: "OVERLOADED", retryAfter: 1 });
    leave();
    (await second)();
    (await enter(never))();
  });

  it("does not keep waiting whoever has left", async () => {
    const { enter } = guard({ bulkhead: { inFlight: 1, queue: 1 } });
    const leave = await enter(never);
    const caller = new AbortController();
    const waiting = enter(caller.signal);

    caller.abort("gone");

    await expect(waiting).rejects.toBe("gone");
    leave();
    // His place in the queue is free a moment later.
    await new Promise((resolve) => setImmediate(resolve));
    (await enter(never))();
  });

  it("lets nobody in who has left before", async () => {
    await expect(guard().enter(AbortSignal.abort("gone"))).rejects.toBe("gone");
  });
});

describe("attempt()", () => {
  const breaker = { failures: 2, openForMs: 60_000 };
  const fail = (error: unknown) => () => Promise.reject(error);

  it("tries nothing once it has failed so often in a row", async () => {
    const { attempt } = guard({ breaker });
    let tries = 0;
    for (const _ of [1, 2]) await expect(attempt(fail("fault"))).rejects.toBe("fault");

    await expect(attempt(async () => tries++)).rejects.toMatchObject({ code: "RESTING", retryAfter: 60 });
    expect(tries).toBe(0);
  });

  it("counts no mistake of a caller", async () => {
    const { attempt } = guard({ breaker });
    for (const _ of [1, 2, 3]) await expect(attempt(fail("mistake"))).rejects.toBe("mistake");

    await expect(attempt(async () => "ok")).resolves.toBe("ok");
  });

  it("counts a faulty answer, and answers it all the same", async () => {
    const { attempt } = guard({ breaker, isFaultyAnswer: (answer: unknown) => answer === 503 });
    for (const _ of [1, 2]) await expect(attempt(async () => 503)).resolves.toBe(503);

    await expect(attempt(async () => 200)).rejects.toMatchObject({ code: "RESTING" });
  });

  it("lets one try whether it is over, and keeps nobody waiting for that", async () => {
    const { attempt } = guard({ breaker: { failures: 1, openForMs: 0 } });
    await expect(attempt(fail("fault"))).rejects.toBe("fault");
    const trial = Promise.withResolvers<string>();
    const trying = attempt(() => trial.promise);

    await expect(attempt(async () => "another")).rejects.toMatchObject({ code: "RESTING" });

    trial.resolve("well");
    await expect(trying).resolves.toBe("well");
    await expect(attempt(async () => "another")).resolves.toBe("another");
  });

  it("goes on when a try has shown that it is over", async () => {
    const { attempt } = guard({ breaker: { failures: 1, openForMs: 0 } });
    await expect(attempt(fail("fault"))).rejects.toBe("fault");

    await expect(attempt(async () => 1)).resolves.toBe(1);
    await expect(attempt(async () => 2)).resolves.toBe(2);
  });
});
