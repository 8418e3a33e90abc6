import { describe, expect, it } from "@jest/globals";
import { type Dependency, DependencyError } from "#domain/errors.ts";
import { watchedWorker } from "../../test/watched-worker.ts";

const away = (dependency: Dependency) => () => new DependencyError(dependency, "UNAVAILABLE", { message: "refused" });

describe("fillCart() and its runs", () => {
  it("remembers the run before it sends anything of it, and until all of it is in", async () => {
    const { cycle, pendingAtAdd, state } = watchedWorker({ failures: { add: [away("shopping-cart")] } });

    await cycle();

    const run = {
      id: "run-1",
      time: new Date("2026-07-01T12:00:00Z"),
      username: "alice",
      wish: { color: "Black", quantity: 2, discountCode: "CODE_100" },
      maxProducts: 3,
    };
    expect(pendingAtAdd).toEqual([run, run]);
    expect(state.pending).toBeUndefined();
  });

  describe("after a worker that was killed", () => {
    /** One that was killed when its items were in, and before it knew. */
    async function killed() {
      const worker = watchedWorker({ failures: { add: [die] }, maxItems: 3 });
      function die() {
        worker.abort.abort();
        return new Error("killed");
      }
      await expect(worker.cycle()).rejects.toThrow();
      const { state, carts, ids, clock } = worker;
      return { state, carts, ids, clock, maxItems: 3, name: "next" };
    }

    it("finishes its run first, and adds nothing twice", async () => {
      const { cycle, logged, sent } = watchedWorker(await killed());

      await cycle();
      await cycle();

      expect(
        logged.map(({ fields: { event, runId, added, duplicates } }) => [event, runId, added, duplicates]),
      ).toEqual([
        ["cart.run_resumed", "run-1", undefined, undefined],
        ["cart.filled", "run-1", 0, 3],
        ["cart.filled", "next-1", 3, 0],
      ]);
      expect(sent.map(({ requestId }) => requestId).slice(0, 3)).toEqual(["run-1/d", "run-1/c", "run-1/b"]);
    });

    it("leaves what was added to the catalogue since the run was begun to the next run", async () => {
      const before = await killed();
      const { cycle, logged } = watchedWorker({ ...before, ids: [...before.ids, "younger than run-1"] });

      await cycle();

      expect(logged.at(-1)?.fields).toMatchObject({ runId: "run-1", added: 0, duplicates: 3 });
    });

    it("adds a product once that was slow to come, beside what is in", async () => {
      const before = await killed();
      const { cycle, held, logged } = watchedWorker({ ...before, ids: ["e", ...before.ids, "f"], maxItems: 100 });

      await cycle();

      expect(logged.at(-1)?.fields).toMatchObject({ runId: "run-1", added: 1, duplicates: 2 });
      expect(await held()).toEqual(["d", "c", "b", "f"]);
    });

    it("does what the run says, whatever it is told itself by now", async () => {
      const { cycle, sent, held } = watchedWorker(await killed());

      await cycle({ username: "bob", wish: { color: "Red", quantity: 9, discountCode: undefined }, maxProducts: 1 });

      expect(sent).toHaveLength(3);
      expect(sent[0]).toMatchObject({ color: "Black", quantity: 2, discountCode: "CODE_100" });
      expect(await held()).toEqual(["d", "c", "b"]);
    });

    it("takes nothing out that the killed one has put in", async () => {
      const { cycle, calls } = watchedWorker(await killed());

      await cycle();

      expect(calls).toEqual(["newest", "add"]);
    });

    it("leaves a run alone that is older than the memory of the cart, and says so", async () => {
      const before = await killed();
      await before.clock.advance(23 * 60 * 60 * 1_000);
      const { cycle, logged, sent } = watchedWorker(before);

      await cycle();

      expect(logged).toMatchObject([
        { level: "warn", fields: { event: "cart.run_expired", username: "alice", runId: "run-1" } },
        { level: "info", fields: { event: "cart.filled", runId: "next-1", added: 3 } },
      ]);
      expect(sent.map(({ requestId }) => requestId)).toEqual(["next-1/d", "next-1/c", "next-1/b"]);
    });
  });

  it("does not try a run for longer than the cart remembers it: another takes its place", async () => {
    // Thirty seconds a try, once the waits have grown.
    const failures = { add: Array.from({ length: 2_800 }, () => away("shopping-cart")) };
    const { cycle, logged } = watchedWorker({ failures });

    await cycle();

    const told = logged.filter(({ level }) => level !== "debug");
    expect(told.map(({ fields: { event, runId } }) => [event, runId])).toEqual([
      ["cart.fill_failed", "run-1"],
      ["cart.run_expired", "run-1"],
      ["cart.filled", "run-2"],
    ]);
  });

  it("keeps the run for the next start when it gives up", async () => {
    const { cycle, state, logged, ...rest } = watchedWorker({
      failures: { add: [away("shopping-cart"), away("shopping-cart")] },
      maxAttempts: 2,
    });

    await expect(cycle()).rejects.toMatchObject({ code: "GAVE_UP", message: "gave up after 2 tries: refused" });

    expect(state.pending).toMatchObject({ id: "run-1" });
    expect(logged.at(-1)?.fields).toMatchObject({ event: "cart.fill_failed", attempt: 2, retryInMs: undefined });
    await expect(rest.health()).rejects.toThrow("2 tries have failed");
  });
});
