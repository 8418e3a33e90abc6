import { describe, expect, it } from "@jest/globals";
import type { RunLog } from "../src/worker/run-log.ts";

export type TestRun = { readonly id: string; readonly time: Date; readonly size: number };

export const testRun: TestRun = { id: "a", time: new Date("2026-07-01T12:00:00.123Z"), size: 100 };

/** A place in which a run log is opened again and again, each time as by a new process. */
export type Place = { reopen(): Promise<RunLog<TestRun>> } & AsyncDisposable;

/** What every run log must do. */
export function describeRunLog(name: string, open: () => Promise<Place>): void {
  describe(`RunLog (${name})`, () => {
    it("has nothing pending at first", async () => {
      await using place = await open();

      expect(await (await place.reopen()).pending()).toBeUndefined();
    });

    it("answers the run that was begun, as it was, now and after a restart", async () => {
      await using place = await open();
      const log = await place.reopen();

      await log.begin(testRun);

      expect(await log.pending()).toEqual(testRun);
      expect(await (await place.reopen()).pending()).toEqual(testRun);
    });

    it("forgets the run that is finished, now and after a restart", async () => {
      await using place = await open();
      const log = await place.reopen();
      await log.begin(testRun);

      await log.finish();

      expect(await log.pending()).toBeUndefined();
      expect(await (await place.reopen()).pending()).toBeUndefined();
    });

    it("keeps one run after the other", async () => {
      await using place = await open();
      const log = await place.reopen();
      await log.begin(testRun);
      await log.finish();

      await log.begin({ ...testRun, id: "b" });

      expect(await (await place.reopen()).pending()).toMatchObject({ id: "b" });
    });

    it("refuses a second run while one is pending, also one from before a restart", async () => {
      await using place = await open();
      await (await place.reopen()).begin(testRun);
      const log = await place.reopen();

      await expect(log.begin({ ...testRun, id: "b" })).rejects.toThrow("Cannot begin a run: another one is pending");
      expect(await log.pending()).toEqual(testRun);
    });

    it("takes nothing pending for finished", async () => {
      await using place = await open();
      const log = await place.reopen();

      await log.finish();

      expect(await log.pending()).toBeUndefined();
    });
  });
}
