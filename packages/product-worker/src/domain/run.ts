import { type Money, money } from "@hexmart/money";

/** A product that does not exist yet. */
export type NewProduct = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly price: Money;
  readonly status: "inStock" | "low" | "outOfStock";
};

/** What one cycle inserts. Its products follow from it: whoever knows the run can send the same ones again. */
export type Run = {
  /** A UUIDv7. */
  readonly id: string;
  readonly time: Date;
  readonly size: number;
};

/** What chance says of a product, the chances in [0, 1). It depends on nothing but the run and the product's place in it. */
export type Draw = { readonly id: string; readonly price: number; readonly status: number };

const STATUSES = ["inStock", "low", "outOfStock"] as const;

/** The products of a run, each made when it is asked for, and the same ones every time. */
export function* productsOf(run: Run, draw: (run: Run, index: number) => Draw): Generator<NewProduct> {
  const time = run.time.toISOString();
  for (let index = 0; index < run.size; index++) {
    const { id, price, status } = draw(run, index);
    yield {
      id,
      name: `WorkerProduct_${time}_${index + 1}`,
      description: `Made up at ${time}`,
      price: priceFrom(price),
      status: STATUSES[Math.floor(status * STATUSES.length)] ?? "inStock",
    };
  }
}

/** 0.01 to 1000.00 USD, written with integers: a float would bring 0.30000000000000004. */
function priceFrom(chance: number): Money {
  const cents = 1 + Math.floor(chance * 100_000);
  return money("USD", `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`);
}
