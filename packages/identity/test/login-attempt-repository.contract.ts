import { describe, expect, it } from "@jest/globals";
import type { LoginAttemptRepository } from "#ports/accounts.ts";

const now = new Date("2030-01-01T00:00:00Z");
const secondsFromNow = (seconds: number) => new Date(now.getTime() + seconds * 1000);

/** What every repository of login attempts must do. `open` answers an empty one. */
export function describeLoginAttemptRepository(
  name: string,
  open: () => Promise<{ repository: LoginAttemptRepository } & AsyncDisposable>,
): void {
  describe(`LoginAttemptRepository (${name})`, () => {
    it("counts by key, in a window that begins with the first try", async () => {
      await using opened = await open();
      expect(await opened.repository.add("alice", now, 60)).toEqual({ count: 1, resetsAt: secondsFromNow(60) });
      const second = await opened.repository.add("alice", secondsFromNow(59), 60);
      expect(second).toEqual({ count: 2, resetsAt: secondsFromNow(60) });
      expect((await opened.repository.add("bob", now, 60)).count).toBe(1);
    });

    it("begins anew when the window is over", async () => {
      await using opened = await open();
      await opened.repository.add("alice", now, 60);
      const later = await opened.repository.add("alice", secondsFromNow(60), 60);
      expect(later).toEqual({ count: 1, resetsAt: secondsFromNow(120) });
    });

    it("gives 12 simultaneous tries 12 numbers", async () => {
      await using opened = await open();
      const tries = await Promise.all(Array.from({ length: 12 }, () => opened.repository.add("alice", now, 60)));
      expect(tries.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 12 }, (_, i) => i + 1),
      );
    });

    it("takes a try back, never below none, and forgets all of them", async () => {
      await using opened = await open();
      await opened.repository.takeBack("alice");
      await opened.repository.add("alice", now, 60);
      await opened.repository.takeBack("alice");
      await opened.repository.takeBack("alice");
      expect((await opened.repository.add("alice", now, 60)).count).toBe(1);
      await opened.repository.clear("alice");
      expect((await opened.repository.add("alice", secondsFromNow(1), 60)).resetsAt).toEqual(secondsFromNow(61));
    });

    it("removes windows that are over, and answers how many", async () => {
      await using opened = await open();
      await opened.repository.add("over", now, 60);
      await opened.repository.add("open", now, 600);
      expect(await opened.repository.removeExpired(secondsFromNow(61))).toBe(1);
      expect((await opened.repository.add("open", secondsFromNow(61), 600)).count).toBe(2);
    });
  });
}
