// packages/shopping-cart-worker/src/app/exercise-06.test.ts
import { describe, expect, it } from "@jest/globals";
import { watchedWorker } from "../../test/watched-worker.ts";

const wish = { color: "Black,Red", quantity: 1, discountCode: undefined };

describe("a wish in two colours", () => {
  it("puts in each product in each colour", async () => {
    const { cycle, sent, logged } = watchedWorker();

    await cycle({ wish, maxProducts: 2 });

    const items = sent.map(({ productId, color }) => `${productId} ${color}`);
    expect(items.toSorted()).toEqual(["c Black", "c Red", "d Black", "d Red"]);
    expect(logged.at(-1)?.fields).toMatchObject({ event: "cart.filled", added: 4, duplicates: 0 });
  });

  it("gives each of them a request id of its own, and the same one when it is tried again", async () => {
    const away = () => new Error("the answer is lost");
    const { cycle, sent } = watchedWorker({ failures: { add: [away] } });

    await cycle({ wish, maxProducts: 2 });

    const ids = sent.map(({ requestId }) => requestId);
    expect(ids).toHaveLength(8);
    expect(new Set(ids).size).toBe(4);
    expect(ids.slice(4)).toEqual(ids.slice(0, 4));
  });

  it("sends the first colour under the ids that a version with one colour sends", async () => {
    const one = watchedWorker();
    const two = watchedWorker();
    await one.cycle({ wish: { ...wish, color: "Black" } });
    await two.cycle({ wish });

    const black = two.sent.filter(({ color }) => color === "Black");
    expect(black.map(({ requestId }) => requestId)).toEqual(one.sent.map(({ requestId }) => requestId));
  });

  it("makes no chunk larger than the products came in", async () => {
    const { cycle, moments } = watchedWorker();

    await cycle({ wish, maxProducts: 4 });

    const puts = moments
      .filter((moment) => moment.startsWith("put "))
      .map((moment) => moment.slice(4).split(",").length);
    expect(Math.max(...puts)).toBe(2);
  });

  it("makes room for all that is to come", async () => {
    const { cycle, held } = watchedWorker({ maxItems: 4 });

    await cycle({ wish, maxProducts: 2 });
    await cycle({ wish, maxProducts: 2 });

    expect(await held()).toHaveLength(4);
  });
});
