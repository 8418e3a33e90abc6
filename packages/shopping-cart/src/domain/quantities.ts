import { type MissingPrices, missingPrices } from "./additions.ts";
import { itemNotFound, refused } from "./errors.ts";
import { type Prices, unitPrice } from "./prices.ts";
import { cannotChange } from "./refusals.ts";
import { type Item, type ItemKey, keyOf, type Slice } from "./shopping-cart.ts";

/**
 * The item with another quantity, or the prices that this lacks. Fewer keep their price. More are priced anew, or a
 * price that is over could be had for any quantity by who has one piece at that price.
 *
 * @throws CartError `ITEM_NOT_FOUND`, and why more of it cannot be priced.
 */
export function setQuantity(slice: Slice, key: ItemKey, quantity: number, prices: Prices): Item | MissingPrices {
  const { username } = slice;
  const item = slice.items.find((held) => keyOf(held) === keyOf(key));
  if (item === undefined) throw itemNotFound(username, key);
  if (quantity <= item.quantity) return { ...item, quantity };
  const missing = missingPrices(slice, [item], prices);
  if (missing.productIds.length + missing.discountCodes.length > 0) return missing;
  const { productId, discountCode } = item;
  const price = unitPrice({ productId, discountCode, failure: cannotChange(username, key) }, prices);
  if ("code" in price) throw refused(price);
  return { ...item, ...price, quantity };
}
