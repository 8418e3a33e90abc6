import { CartError } from "#domain/errors.ts";
import { seed } from "#domain/seeds.ts";
import type { Ports } from "./index.ts";

/** Gives a new shop its first cart; a shop that has it is left as it is. */
export async function seedCart({ carts }: Ports): Promise<void> {
  try {
    await carts.create(seed);
  } catch (error) {
    if (!(error instanceof CartError && error.code === "CART_ALREADY_EXISTS")) throw error;
  }
}
