import { type Money, money } from "@hexmart/money";

/** A product that does not exist yet. */
export type NewProduct = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly price: Money;
  readonly status: "inStock" | "low" | "outOfStock";
};

/** What one cycle inserts. It is made once: every try sends the same ids, so that no try can add a product again. */
export type Run = { readonly id: string; readonly products: readonly NewProduct[] };

export type RunOptions = {
  readonly size: number;
  readonly now: Date;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  /** A number in [0, 1). */
  readonly random: () => number;
};

const STATUSES = ["inStock", "low", "outOfStock"] as const;

/** Makes up a run: decided by its arguments alone. */
export function newRun({ size, now, newId, random }: RunOptions): Run {
  const time = now.toISOString();
  return {
    id: newId(),
    products: Array.from({ length: size }, (_, index) => ({
      id: newId(),
      name: `WorkerProduct_${time}_${index + 1}`,
      description: `Made up at ${time}`,
      price: priceFrom(random()),
      status: STATUSES[Math.floor(random() * STATUSES.length)] ?? "inStock",
    })),
  };
}

/** 0.01 to 1000.00 USD, written with integers: a float would bring 0.30000000000000004. */
function priceFrom(chance: number): Money {
  const cents = 1 + Math.floor(chance * 100_000);
  return money("USD", `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`);
}
