import { type MissingPrices, missingPrices, type NewItem, addItems as withItems } from "#domain/additions.ts";
import type { Prices } from "#domain/prices.ts";
import { type Totals, totalsOf } from "#domain/shopping-cart.ts";
import type { CartRepository, Decision, LockedCart } from "#ports/cart-repository.ts";
import type { Catalog, Discounts } from "#ports/prices.ts";

/** Where prices come from. */
type PriceSources = { readonly catalog: Catalog; readonly discounts: Discounts };

/** What came of some additions, and the sums of the cart after them. */
export type Added = {
  readonly addedCount: number;
  readonly duplicateCount: number;
  readonly totals: readonly Totals[];
};

/**
 * Adds the items as a whole. One whose request was applied before is counted and left alone.
 *
 * No service is asked while the cart is locked: a decision that lacks a price is put off, the price looked up, and the
 * decision taken again. That needs a third turn only when another call gives a line a new discount code meanwhile.
 *
 * @throws CartError
 * @throws UnavailableError when the catalogue or the discounts cannot be reached.
 */
export async function addItems(
  { carts, ...sources }: { readonly carts: CartRepository } & PriceSources,
  username: string,
  items: readonly NewItem[],
): Promise<Added> {
  const requested = firstOfEachRequest(items);
  const requestIds = requested.map(({ requestId }) => requestId);
  let prices: Prices = { products: new Map(), discounts: new Map() };
  for (;;) {
    const outcome = await carts.update(username, requestIds, (locked) => decide(locked, requested, prices));
    if (outcome.kind === "added") {
      return { ...outcome.added, duplicateCount: items.length - outcome.added.addedCount };
    }
    prices = await lookUp(sources, outcome.missing, prices);
  }
}

function firstOfEachRequest(items: readonly NewItem[]): NewItem[] {
  const seen = new Set<string>();
  return items.filter(({ requestId }) => !seen.has(requestId) && seen.add(requestId));
}

type Outcome =
  | { readonly kind: "added"; readonly added: Omit<Added, "duplicateCount"> }
  | { readonly kind: "pricesMissing"; readonly missing: MissingPrices };

function decide({ cart, applied }: LockedCart, requested: readonly NewItem[], prices: Prices): Decision<Outcome> {
  const additions = requested.filter(({ requestId }) => !applied.has(requestId));
  const missing = missingPrices(cart, additions, prices);
  if (missing.productIds.length + missing.discountCodes.length > 0) {
    return { result: { kind: "pricesMissing", missing } };
  }
  const store = withItems(cart, additions, prices);
  return { store, result: { kind: "added", added: { addedCount: additions.length, totals: totalsOf(store) } } };
}

/** At most one call to each service, however many items there are. */
async function lookUp(
  { catalog, discounts }: PriceSources,
  { productIds, discountCodes }: MissingPrices,
  known: Prices,
): Promise<Prices> {
  const [products, found] = await Promise.all([
    productIds.length === 0 ? [] : catalog.findByIds(productIds),
    discountCodes.length === 0 ? [] : discounts.findByCodes(discountCodes),
  ]);
  const productById = new Map(products.map((product) => [product.id, product]));
  const discountByCode = new Map(found.map((discount) => [discount.code, discount]));
  return {
    products: new Map([...known.products, ...productIds.map((id) => [id, productById.get(id)] as const)]),
    discounts: new Map([...known.discounts, ...discountCodes.map((code) => [code, discountByCode.get(code)] as const)]),
  };
}
