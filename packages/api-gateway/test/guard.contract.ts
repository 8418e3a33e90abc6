import { describe, expect, it } from "@jest/globals";
import { UpstreamError } from "#domain/errors.ts";
import type { Guard } from "#ports/guard.ts";

type Open = (options: { readonly places: number; readonly queue: number; readonly failures: number }) => Guard;

const never = new AbortController().signal;
const fault = new UpstreamError("TIMED_OUT", "It has not answered in time");

/** What every guard must do. It counts what is an UpstreamError as a failure of the upstream. */
export function describeGuard(name: string, open: Open): void {
  describe(`Guard (${name})`, () => {
    it("has so many places, and refuses whoever finds none", async () => {
      const guard = open({ places: 2, queue: 0, failures: 2 });
      const leave = await guard.enter(never);
      await guard.enter(never);

      await expect(guard.enter(never)).rejects.toMatchObject({ code: "OVERLOADED", retryAfter: 1 });

      leave();
      // It is free a moment later.
      await new Promise((resolve) => setImmediate(resolve));
      await expect(guard.enter(never)).resolves.toEqual(expect.any(Function));
    });

    it("lets so many wait for a place", async () => {
      const guard = open({ places: 1, queue: 1, failures: 2 });
      const leave = await guard.enter(never);
      const waiting = guard.enter(never);
      await expect(guard.enter(never)).rejects.toMatchObject({ code: "OVERLOADED" });

      leave();

      await expect(waiting).resolves.toEqual(expect.any(Function));
    });

    it("lets nobody in who has left, before or while waiting", async () => {
      const guard = open({ places: 1, queue: 1, failures: 2 });
      await guard.enter(never);
      const caller = new AbortController();
      const waiting = guard.enter(caller.signal);

      caller.abort("gone");

      await expect(waiting).rejects.toBe("gone");
      await expect(guard.enter(AbortSignal.abort("gone"))).rejects.toBe("gone");
    });

    it("answers what an attempt answers, and fails as it fails", async () => {
      const guard = open({ places: 1, queue: 0, failures: 2 });

      await expect(guard.attempt(async () => "yes")).resolves.toBe("yes");
      await expect(guard.attempt(() => Promise.reject("no"))).rejects.toBe("no");
    });

    it("attempts nothing after so many failures in a row", async () => {
      const guard = open({ places: 1, queue: 0, failures: 2 });
      const fail = () => guard.attempt(() => Promise.reject(fault));
      await expect(fail()).rejects.toBe(fault);
      await guard.attempt(async () => "between");
      for (const _ of [1, 2]) await expect(fail()).rejects.toBe(fault);
      let tries = 0;

      await expect(guard.attempt(async () => tries++)).rejects.toMatchObject({ code: "RESTING", retryAfter: 60 });
      expect(tries).toBe(0);
    });
  });
}
