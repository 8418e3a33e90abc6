import { once } from "node:events";
import { RpcError } from "@hexmart/grpc";
import { describe, expect, it } from "@jest/globals";
import type { Watch } from "./services.ts";
import { openShop, productId } from "./shop.ts";
import { startWorker, temporaryFolder } from "./worker.ts";

const PRODUCTS = [1, 2, 3].map(productId);

/** Fails as often as told at that moment of that call, and then no more. */
function failing(times: number, at: Parameters<Watch>[0], of: string): Watch {
  return async (moment, { method }) => {
    if (moment === at && method === of && times-- > 0) throw new RpcError("UNAVAILABLE", "come back later");
  };
}

describe("the shopping-cart worker", () => {
  it("adds nothing twice when a try did its work and the answer was lost", async () => {
    await using shop = await openShop(PRODUCTS);
    shop.trouble.watch = failing(2, "end", "addItems");
    await using worker = await startWorker(shop);

    await worker.finished;

    expect(worker.failed()).toMatchObject([
      { dependency: "shopping-cart", code: "UNAVAILABLE", attempt: 1 },
      { dependency: "shopping-cart", code: "UNAVAILABLE", attempt: 2 },
    ]);
    expect(worker.filled()).toMatchObject([{ added: 0, duplicates: 3, attempts: 3 }]);
    expect(new Set([...worker.failed(), ...worker.filled()].map(({ runId }) => runId)).size).toBe(1);
  });

  it("does not even notice that a call which only reads fails once: the client calls again", async () => {
    await using shop = await openShop(PRODUCTS);
    shop.trouble.watch = failing(1, "begin", "getShoppingCart");
    await using worker = await startWorker(shop);

    await worker.finished;

    expect(worker.failed()).toEqual([]);
    expect(await shop.itemsOf("swn")).toHaveLength(3);
  });

  it.each([
    { at: "begin", of: "createShoppingCart", dependency: "shopping-cart" },
    // So does the cart service answer while the discount service is away.
    { at: "chunk", of: "addItems", dependency: "shopping-cart" },
    { at: "begin", of: "streamProducts", dependency: "product" },
    { at: "chunk", of: "streamProducts", dependency: "product" },
  ] as const)("survives that $of fails at its $at, and says whose failure it is", async ({ at, of, dependency }) => {
    await using shop = await openShop(PRODUCTS);
    shop.trouble.watch = failing(1, at, of);
    await using worker = await startWorker(shop);

    await worker.finished;

    expect(worker.failed()).toMatchObject([{ dependency, code: "UNAVAILABLE" }]);
    expect(await shop.itemsOf("swn")).toHaveLength(3);
  });

  it.each(["product", "shoppingCart"] as const)(
    "survives that %s is away, and goes on when it is back",
    async (away) => {
      await using shop = await openShop(PRODUCTS);
      await shop[away].stop();
      await using worker = await startWorker(shop);
      await worker.hasFailed(2);
      await shop[away].restart();

      await worker.finished;

      const dependency = away === "product" ? "product" : "shopping-cart";
      expect(worker.failed()[0]).toMatchObject({ dependency, code: "UNAVAILABLE" });
      expect(worker.filled()).toMatchObject([{ added: 3 }]);
    },
  );

  it("begins another run when the cart is gone by the time it adds", async () => {
    await using shop = await openShop(PRODUCTS);
    let times = 1;
    shop.trouble.watch = async (moment, { method }) => {
      if (moment === "begin" && method === "addItems" && times-- > 0)
        throw new RpcError("NOT_FOUND", "there is no cart");
    };
    await using worker = await startWorker(shop);

    await worker.finished;

    expect(worker.lines).toContainEqual(expect.objectContaining({ event: "cart.fill_abandoned", code: "NOT_FOUND" }));
    expect(worker.filled()).toMatchObject([{ added: 3, attempts: 2 }]);
  });

  it("does not go on without a token, survives that identity is away, and says that it is identity", async () => {
    await using shop = await openShop(PRODUCTS);
    shop.identity.state.away = true;
    await using worker = await startWorker(shop);
    await worker.hasFailed(1);
    expect(shop.calls).toEqual([]);
    shop.identity.state.away = false;

    await worker.finished;

    expect(worker.failed()[0]).toMatchObject({ dependency: "identity", code: "temporarily_unavailable" });
    expect(worker.filled()).toMatchObject([{ added: 3 }]);
  });

  it("gives back a token that a service refuses, and goes on with another", async () => {
    await using shop = await openShop(PRODUCTS);
    let cycles = 0;
    const pause = async () => {
      if (++cycles === 1) shop.identity.withdraw();
    };
    await using worker = await startWorker(shop, { MAX_CYCLES: 2 }, { pause });

    await worker.finished;

    // The look at the cart is repeated at once; a stream is not, and costs the cycle a try.
    expect(worker.failed()).toMatchObject([{ dependency: "product", code: "UNAUTHENTICATED" }]);
    expect(worker.filled()).toHaveLength(2);
  });

  it("does not wait for an answer beyond the deadline", async () => {
    await using shop = await openShop(PRODUCTS);
    let calls = 0;
    shop.trouble.watch = async (moment, { method, context }) => {
      if (moment === "begin" && method === "getShoppingCart" && ++calls === 1) await once(context.signal, "abort");
    };
    await using worker = await startWorker(shop, { DEADLINE_MS: 300 });

    await worker.finished;

    expect(worker.failed()).toMatchObject([{ dependency: "shopping-cart", code: "DEADLINE_EXCEEDED" }]);
  });

  it.each(["getShoppingCart", "addItems", "streamProducts"])(
    "stops at once while %s is in flight, and the call ends at the server too",
    async (of) => {
      await using shop = await openShop(PRODUCTS);
      const begun = Promise.withResolvers<void>();
      const cancelled = Promise.withResolvers<void>();
      shop.trouble.watch = async (moment, { method, context }) => {
        if (moment !== "begin" || method !== of) return;
        begun.resolve();
        await once(context.signal, "abort");
        cancelled.resolve();
      };
      const worker = await startWorker(shop, { MAX_CYCLES: 0 });
      await begun.promise;

      await worker.drain();

      await expect(worker.finished).resolves.toBeUndefined();
      await cancelled.promise;
      expect(worker.failed()).toEqual([]);
    },
  );

  it("finishes the run of the process before it, and adds nothing twice", async () => {
    await using shop = await openShop(PRODUCTS);
    await using state = await temporaryFolder();
    const before = { STATE_DIRECTORY: state.path };
    shop.trouble.watch = failing(Number.POSITIVE_INFINITY, "end", "addItems");
    const first = await startWorker(shop, before);
    await first.hasFailed(1);
    await first.drain();
    shop.trouble.watch = async () => {};

    await using second = await startWorker(shop, { ...before, COLOR: "Red", MAX_CYCLES: 2 });
    await second.finished;

    const runId = first.failed()[0]?.runId;
    expect(second.resumed()).toMatchObject([{ runId }]);
    expect(second.filled()).toMatchObject([
      { runId, added: 0, duplicates: 3 },
      { added: 3, duplicates: 0 },
    ]);
    expect(await shop.itemsOf("swn")).toMatchObject([
      ...Array(3).fill({ color: "Black" }),
      ...Array(3).fill({ color: "Red" }),
    ]);
  });

  it("gives up with --once after five tries, and keeps the run for the next start", async () => {
    await using shop = await openShop(PRODUCTS);
    await using state = await temporaryFolder();
    shop.trouble.watch = failing(5, "begin", "addItems");
    const worker = await startWorker(shop, { STATE_DIRECTORY: state.path, MAX_CYCLES: 0 }, { once: true });

    await expect(worker.finished).rejects.toMatchObject({ message: "gave up after 5 tries: come back later" });
    await expect(worker.health()).rejects.toThrow("no run was done: 5 tries have failed");
    await worker.drain();
    await using next = await startWorker(shop, { STATE_DIRECTORY: state.path, MAX_CYCLES: 0 }, { once: true });
    await next.finished;

    expect(next.filled()).toMatchObject([{ runId: worker.failed()[0]?.runId, added: 3 }]);
  });

  it("stops at once while it waits for the next cycle", async () => {
    await using shop = await openShop(PRODUCTS);
    const waiting = Promise.withResolvers<void>();
    const pause = async (_: number, signal: AbortSignal) => {
      waiting.resolve();
      await once(signal, "abort");
      signal.throwIfAborted();
    };
    const worker = await startWorker(shop, { MAX_CYCLES: 0 }, { pause });
    await waiting.promise;

    await worker.drain();

    expect(worker.filled()).toHaveLength(1);
  });
});
