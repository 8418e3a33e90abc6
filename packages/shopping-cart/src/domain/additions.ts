import { type Prices, unitPrice } from "./prices.ts";
import { cannotAdd, cartFull, quantityTooLarge, type Refusal } from "./refusals.ts";
import { type Item, type ItemKey, keyOf, MAX_ITEMS, MAX_QUANTITY, type Slice } from "./shopping-cart.ts";

/** What is wanted, never what it costs. */
export type NewItem = ItemKey & {
  /** Made once by the caller for this addition, and repeated on a retry. */
  readonly requestId: string;
  readonly quantity: number;
  readonly discountCode: string | undefined;
};

/** How an addition was applied: as an item of its own, or to one that the cart held. */
export type Applied = "added" | "merged";

/** What became of an addition; `replayed` when it had been applied before and was left alone. */
export type Outcome =
  | { readonly kind: Applied; readonly requestId: string; readonly replayed: boolean }
  | { readonly kind: "refused"; readonly requestId: string; readonly refusal: Refusal };

/** The items that additions change, in the order of their first addition, and what became of each addition. */
export type Additions = { readonly changed: readonly Item[]; readonly outcomes: readonly Outcome[] };

/** What is still to be looked up before items can be added. */
export type MissingPrices = { readonly productIds: readonly string[]; readonly discountCodes: readonly string[] };

// #region missing
/** What is not looked up yet: each product, and the code that is given with an addition, else the one its item has. */
export function missingPrices(
  { items }: Slice,
  additions: readonly Omit<NewItem, "requestId" | "quantity">[],
  prices: Prices,
): MissingPrices {
  const held = new Map(items.map((item) => [keyOf(item), item.discountCode]));
  const productIds = new Set<string>();
  const discountCodes = new Set<string>();
  for (const addition of additions) {
    if (!prices.products.has(addition.productId)) productIds.add(addition.productId);
    const code = addition.discountCode ?? held.get(keyOf(addition));
    if (code !== undefined && !prices.discounts.has(code)) discountCodes.add(code);
  }
  return { productIds: [...productIds], discountCodes: [...discountCodes] };
}
// #endregion missing

/**
 * Decides about each addition by itself: one that is refused leaves everything as it was. Those whose request is
 * `applied` already, or was so by an addition before it, have the outcome of then.
 */
export function addItems(
  { username, items, itemCount }: Slice,
  additions: readonly NewItem[],
  { prices, applied }: { readonly prices: Prices; readonly applied: ReadonlyMap<string, Applied> },
): Additions {
  const held = new Map(items.map((item) => [keyOf(item), item]));
  const changed = new Map<string, Item>();
  const known = new Map(applied);
  let count = itemCount;
  // #region decide
  const outcomes = additions.map((addition): Outcome => {
    const { requestId } = addition;
    const before = known.get(requestId);
    if (before !== undefined) return { kind: before, requestId, replayed: true };
    const key = keyOf(addition);
    const item = changed.get(key) ?? held.get(key);
    if (item === undefined && count >= MAX_ITEMS) {
      return { kind: "refused", requestId, refusal: cartFull(username, MAX_ITEMS) };
    }
    const more = addTo(username, item, addition, prices);
    if ("code" in more) return { kind: "refused", requestId, refusal: more };
    changed.set(key, more);
    if (item === undefined) count++;
    const kind = item === undefined ? "added" : "merged";
    known.set(requestId, kind);
    return { kind, requestId, replayed: false };
  });
  // #endregion decide
  return { changed: [...changed.values()], outcomes };
}

function addTo(username: string, item: Item | undefined, addition: NewItem, prices: Prices): Item | Refusal {
  const { productId, color } = addition;
  const quantity = (item?.quantity ?? 0) + addition.quantity;
  if (quantity > MAX_QUANTITY) return quantityTooLarge(username, { productId, color }, MAX_QUANTITY);
  const discountCode = addition.discountCode ?? item?.discountCode;
  const price = unitPrice({ productId, discountCode, failure: cannotAdd(username) }, prices);
  return "code" in price ? price : { productId, color, quantity, ...price };
}
