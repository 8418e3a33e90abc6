import { seeds } from "#domain/seeds.ts";
import type { Ports } from "./index.ts";

/** Gives a new shop its first discounts; a shop that has them is left as it is. */
export async function seedDiscounts({ discounts }: Ports): Promise<void> {
  await discounts.addMissing(seeds);
}
