import { toDecimal } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { productsOf } from "./run.ts";

const run = { id: "run", time: new Date("2026-07-01T12:00:00.123Z"), size: 2 };

/** Products of so many draws, with the chances in the order given. */
const productsFor = (...chances: { price: number; status: number }[]) => [
  ...productsOf({ ...run, size: chances.length }, ({ id }, index) => ({
    id: `${id}/${index}`,
    price: 0,
    status: 0,
    ...chances[index],
  })),
];

const one = { price: 0, status: 0 };

describe("productsOf()", () => {
  it("names each product after the time of the run and its number, as the original did", () => {
    expect(productsFor(one, one).map(({ name }) => name)).toEqual([
      "WorkerProduct_2026-07-01T12:00:00.123Z_1",
      "WorkerProduct_2026-07-01T12:00:00.123Z_2",
    ]);
  });

  it("gives every product the id that is drawn for its place in the run", () => {
    expect(productsFor(one, one, one).map(({ id }) => id)).toEqual(["run/0", "run/1", "run/2"]);
  });

  it("varies price and status by chance, from one cent to a thousand dollars", () => {
    const products = productsFor(one, { price: 0.5, status: 0.5 }, { price: 0.99999999, status: 0.99999999 });

    expect(products.map(({ price, status }) => [toDecimal(price), status])).toEqual([
      ["0.01", "inStock"],
      ["500.01", "low"],
      ["1000", "outOfStock"],
    ]);
  });

  it.each([0.07, 0.29, 1 / 3, 0.57, 0.999])("makes whole cents of the chance %d", (price) => {
    const cents = productsFor({ price, status: 0 }).map((product) => product.price.billionths % 10_000_000n);

    expect(cents).toEqual([0n]);
  });

  it("makes as many as the run has, each only when it is asked for", () => {
    let drawn = 0;
    const products = productsOf({ ...run, size: 1_000_000 }, () => ({ id: `${++drawn}`, ...one }));

    products.next();
    products.next();

    expect(drawn).toBe(2);
    expect([...productsOf({ ...run, size: 0 }, () => ({ id: "", ...one }))]).toEqual([]);
    expect([...productsOf({ ...run, size: 250 }, () => ({ id: "", ...one }))]).toHaveLength(250);
  });
});
