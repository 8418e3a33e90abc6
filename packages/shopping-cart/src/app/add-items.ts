import {
  type Applied,
  type MissingPrices,
  missingPrices,
  type NewItem,
  type Outcome,
  addItems as withItems,
} from "#domain/additions.ts";
import type { Prices } from "#domain/prices.ts";
import type { CartRepository, Decision, LockedCart } from "#ports/cart-repository.ts";
import type { Catalog, Discounts } from "#ports/prices.ts";

/** What additions need: the carts, and where prices come from. */
type Ports = {
  readonly carts: CartRepository;
  readonly catalog: Catalog;
  readonly discounts: Discounts;
  readonly now: () => Date;
};

/**
 * Adds the items, each by itself, and answers what became of each, in their order. One whose request was applied before
 * is left alone.
 *
 * No service is asked while the cart is locked: a decision that lacks a price is put off, the price looked up, and the
 * decision taken again. That needs a third turn only when another call gives an item a new discount code meanwhile.
 *
 * @throws CartError `CART_NOT_FOUND`
 * @throws UnavailableError when the catalogue or the discounts cannot be reached.
 */
export async function addItems(
  { carts, now, ...sources }: Ports,
  username: string,
  additions: readonly NewItem[],
): Promise<readonly Outcome[]> {
  const subject = { username, keys: additions, requestIds: additions.map(({ requestId }) => requestId) };
  let prices: Prices = { products: new Map(), discounts: new Map(), time: now() };
  for (;;) {
    const decided = await carts.update(subject, (locked) => decide(locked, additions, prices));
    if (decided.kind === "done") return decided.outcomes;
    prices = await lookUp(sources, decided.missing, prices);
  }
}

type Decided =
  | { readonly kind: "done"; readonly outcomes: readonly Outcome[] }
  | { readonly kind: "pricesMissing"; readonly missing: MissingPrices };

function decide({ slice, applied }: LockedCart, additions: readonly NewItem[], prices: Prices): Decision<Decided> {
  const fresh = additions.filter(({ requestId }) => !applied.has(requestId));
  const missing = missingPrices(slice, fresh, prices);
  if (missing.productIds.length + missing.discountCodes.length > 0) {
    return { result: { kind: "pricesMissing", missing } };
  }
  const { changed, outcomes } = withItems(slice, additions, { prices, applied });
  const result: Decided = { kind: "done", outcomes };
  return changed.length === 0 ? { result } : { store: { put: changed, applied: freshlyApplied(outcomes) }, result };
}

function freshlyApplied(outcomes: readonly Outcome[]): ReadonlyMap<string, Applied> {
  return new Map(
    outcomes.flatMap((outcome): [string, Applied][] =>
      outcome.kind === "refused" || outcome.replayed ? [] : [[outcome.requestId, outcome.kind]],
    ),
  );
}

/** At most one call to each service, however many items there are. */
async function lookUp(
  { catalog, discounts }: Pick<Ports, "catalog" | "discounts">,
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
    time: known.time,
  };
}
