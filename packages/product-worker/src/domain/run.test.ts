import { toDecimal } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { newRun } from "./run.ts";

const now = new Date("2026-07-01T12:00:00.123Z");

/** Ids that count, and chances in the order given. */
function runOf(size: number, ...chances: number[]) {
  let ids = 0;
  return newRun({ size, now, newId: () => `id-${++ids}`, random: () => chances.shift() ?? 0 });
}

describe("newRun()", () => {
  it("names each product after the time and its number, as the original did", () => {
    expect(runOf(2).products.map(({ name }) => name)).toEqual([
      "WorkerProduct_2026-07-01T12:00:00.123Z_1",
      "WorkerProduct_2026-07-01T12:00:00.123Z_2",
    ]);
  });

  it("gives the run and every product an id of its own", () => {
    const run = runOf(3);

    expect([run.id, ...run.products.map(({ id }) => id)]).toEqual(["id-1", "id-2", "id-3", "id-4"]);
  });

  it("varies price and status by chance, from one cent to a thousand dollars", () => {
    const products = runOf(3, 0, 0, 0.5, 0.5, 0.99999999, 0.99999999).products;

    expect(products.map(({ price, status }) => [toDecimal(price), status])).toEqual([
      ["0.01", "inStock"],
      ["500.01", "low"],
      ["1000", "outOfStock"],
    ]);
  });

  it.each([0.07, 0.29, 1 / 3, 0.57, 0.999])("makes whole cents of the chance %d", (chance) => {
    const cents = runOf(1, chance).products.map(({ price }) => price.billionths % 10_000_000n);

    expect(cents).toEqual([0n]);
  });

  it("makes as many as it is told", () => {
    expect(runOf(0).products).toEqual([]);
    expect(runOf(250).products).toHaveLength(250);
  });
});
