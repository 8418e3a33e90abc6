import { RefusedError } from "#domain/errors.ts";
import type { NewItem } from "#domain/shop.ts";
import type { Carts } from "#ports/shop.ts";

const refusedAs = (code: string) => (error: unknown) => {
  if (!(error instanceof RefusedError && error.code === code)) throw error;
  return code;
};

/** The cart comes to be with its first item. */
export async function addToCart(carts: Carts, token: string, username: string, item: NewItem): Promise<void> {
  const added = await carts.addItem(token, username, item).catch(refusedAs("NOT_FOUND"));
  if (added === undefined) return;
  // Somebody else may have created it meanwhile: that is as good.
  await carts.create(token, username).catch(refusedAs("CONFLICT"));
  await carts.addItem(token, username, item);
}
