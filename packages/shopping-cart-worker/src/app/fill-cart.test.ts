import { describe, expect, it } from "@jest/globals";
import { type Dependency, DependencyError } from "#domain/errors.ts";
import { watchedWorker } from "../../test/watched-worker.ts";

const away = (dependency: Dependency) => () => new DependencyError(dependency, "UNAVAILABLE", { message: "refused" });

describe("fillCart()", () => {
  it("puts the newest products in, as it was told to", async () => {
    const { cycle, sent } = watchedWorker();

    await cycle();

    const wish = { color: "Black", quantity: 2, discountCode: "CODE_100" };
    expect(sent).toEqual([
      { ...wish, productId: "d", requestId: "run-1/d" },
      { ...wish, productId: "c", requestId: "run-1/c" },
      { ...wish, productId: "b", requestId: "run-1/b" },
    ]);
  });

  it("asks for the next products when those before have been put in: it never holds the catalogue", async () => {
    const { cycle, moments } = watchedWorker({ ids: ["a", "b", "c", "d", "e", "f"] });

    await cycle();

    expect(moments).toEqual(["read f,e", "put f,e", "read d", "put d"]);
  });

  it("creates the cart of a user who has none, and only then", async () => {
    const { cycle, calls } = watchedWorker();

    await cycle();
    await cycle();

    expect(calls).toEqual(["find", "create", "newest", "add", "find", "newest", "add"]);
  });

  it("says what it did in one line, with sums as exact decimals", async () => {
    const { cycle, logged } = watchedWorker();

    await cycle();

    const totals = [{ currency: "USD", listTotal: "59.4", discountTotal: "0", total: "59.4" }];
    const said = {
      username: "alice",
      runId: "run-1",
      added: 3,
      duplicates: 0,
      refused: 0,
      removed: 0,
      attempts: 1,
      durationMs: 10,
    };
    expect(logged).toMatchObject([{ level: "info", fields: { event: "cart.filled", ...said, totals } }]);
  });

  it("tells those who count how many items each run has put in", async () => {
    const { cycle, brought } = watchedWorker({ failures: { add: [() => new Error("lost")] } });

    await cycle();
    await cycle();

    expect(brought).toEqual([0, 3]);
  });

  it("adds nothing twice when a try did its work and then failed", async () => {
    const { cycle, sent, logged } = watchedWorker({
      failures: { add: [away("shopping-cart"), away("shopping-cart")] },
    });

    await cycle();

    expect(new Set(sent.map(({ requestId }) => requestId)).size).toBe(3);
    expect(sent).toHaveLength(9);
    expect(logged.at(-1)?.fields).toMatchObject({ event: "cart.filled", added: 0, duplicates: 3, attempts: 3 });
  });

  it("adds again in the next cycle: that is another run", async () => {
    const { cycle, logged } = watchedWorker();

    await cycle();
    await cycle();

    expect(logged.at(-1)?.fields).toMatchObject({ runId: "run-2", added: 3, duplicates: 0 });
  });

  it("warns of every failed try: who failed, why, and when the next comes", async () => {
    const failures = {
      find: [() => new DependencyError("identity", "temporarily_unavailable", { message: "away" })],
      newest: [away("product")],
      add: [away("shopping-cart")],
    };
    const { cycle, logged } = watchedWorker({ failures });

    await cycle();

    expect(logged.filter(({ level }) => level !== "info").map(({ fields }) => fields)).toMatchObject([
      { event: "cart.fill_failed", dependency: "identity", attempt: 1, retryInMs: 500 },
      { event: "cart.fill_failed", dependency: "product", code: "UNAVAILABLE", attempt: 2, retryInMs: 1000 },
      { event: "cart.fill_failed", dependency: "shopping-cart", attempt: 3, retryInMs: 2000 },
    ]);
    expect(logged.at(-1)?.fields).toMatchObject({ event: "cart.filled", attempts: 4 });
  });

  it("survives an error that nobody foresaw", async () => {
    const { cycle, held } = watchedWorker({ failures: { add: [() => new TypeError("a bug")] } });

    await cycle();

    expect(await held()).toEqual(["d", "c", "b"]);
  });

  it("keeps the cart within its bound by taking out what was put in first", async () => {
    const { cycle, held, ids, logged } = watchedWorker({ maxItems: 4 });
    await cycle();
    ids.push("e", "f");

    await cycle();

    expect(await held()).toEqual(["b", "f", "e", "d"]);
    expect(logged.at(-1)?.fields).toMatchObject({ removed: 2, added: 3 });
  });

  it("takes nothing out again that an earlier try of the run has put in", async () => {
    const { cycle, held } = watchedWorker({ maxItems: 3, failures: { add: [away("shopping-cart")] } });

    await cycle();

    expect(await held()).toEqual(["d", "c", "b"]);
  });

  it.each([
    ["the cart is gone", "NOT_FOUND", 'User "alice" has no cart'],
    ["the cart refuses what it is told", "FAILED_PRECONDITION", "Not so"],
  ])("gives a run up when %s, and waits before it begins another", async (_, code, message) => {
    const refused = () => new DependencyError("shopping-cart", code, { message });
    const { cycle, calls, logged, held, pauses } = watchedWorker({ failures: { add: [refused, refused] } });

    await cycle();

    expect(pauses).toEqual([500, 1000]);
    expect(logged.map(({ level, fields }) => [level, fields.event, fields.runId])).toEqual([
      ["warn", "cart.fill_abandoned", "run-1"],
      ["debug", "cart.fill_abandoned", "run-2"],
      ["info", "cart.filled", "run-3"],
    ]);
    const again = ["find", "newest", "add"];
    expect(calls).toEqual(["find", "create", "newest", "add", ...again, ...again]);
    expect(await held()).toEqual(["d", "c", "b"]);
  });

  it("warns once for as long as it fails alike, with the remedy", async () => {
    const { cycle, logged, health } = watchedWorker({
      failures: { add: [away("shopping-cart"), away("shopping-cart")], newest: [away("product")] },
    });

    await cycle();

    expect(logged.map(({ level, fields: { dependency } }) => [level, dependency])).toEqual([
      ["warn", "product"],
      ["warn", "shopping-cart"],
      ["debug", "shopping-cart"],
      ["info", undefined],
    ]);
    expect(logged[0]?.message).toBe(
      'Cannot fill cart "alice": product failed with UNAVAILABLE: refused; it goes on by itself as soon as product answers: see that it runs, and what it needs',
    );
    await expect(health()).resolves.toBeUndefined();
  });

  it("says in its line which items the cart refused, and why", async () => {
    const { cycle, logged } = watchedWorker();
    const wish = { color: "Black", quantity: 40_000, discountCode: undefined };
    await cycle({ wish });

    await cycle({ wish });

    expect(logged.at(-1)).toMatchObject({
      level: "warn",
      message: 'added 0 items to cart "alice", which refused 3: see refusals',
      fields: { event: "cart.filled", added: 0, refused: 3, refusals: [{ reason: "QUANTITY_TOO_LARGE", count: 3 }] },
    });
  });

  it("stops at once while it waits for the next try", async () => {
    const { cycle, abort, sent } = watchedWorker({
      failures: { find: Array.from({ length: 100 }, () => away("identity")) },
    });
    const stop = new Error("SIGTERM");
    const running = cycle();
    abort.abort(stop);

    await expect(running).rejects.toBe(stop);
    expect(sent).toEqual([]);
  });
});
