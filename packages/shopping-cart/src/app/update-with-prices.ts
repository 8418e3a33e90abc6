import type { MissingPrices } from "#domain/additions.ts";
import type { Prices } from "#domain/prices.ts";
import type { CartRepository, Decision, LockedCart, Subject } from "#ports/cart-repository.ts";
import type { Catalog, Discounts } from "#ports/prices.ts";

/** What a change that costs something needs: the carts, and where prices come from. */
export type PricedPorts = {
  readonly carts: CartRepository;
  readonly catalog: Catalog;
  readonly discounts: Discounts;
  readonly now: () => Date;
};

/** A decision, or the prices that it lacks. */
export type PricedDecision<Result> = Decision<Result> | { readonly missing: MissingPrices };

type Turn<Result> = { readonly result: Result } | { readonly missing: MissingPrices };

/**
 * Updates a cart by a decision that rests on prices, of which some may be known before.
 *
 * No service is asked while the cart is locked: a decision that lacks a price is put off, the price looked up, and the
 * decision taken again. That needs a third turn only when another call gives an item a new discount code meanwhile.
 *
 * @throws CartError `CART_NOT_FOUND`, and what `decide` throws.
 * @throws UnavailableError when the catalogue or the discounts cannot be reached.
 */
export async function updateWithPrices<Result>(
  ports: PricedPorts,
  { known = noPrices(ports.now()), ...subject }: Subject & { readonly known?: Prices | undefined },
  decide: (locked: LockedCart, prices: Prices) => PricedDecision<Result>,
): Promise<Result> {
  let prices = known;
  for (;;) {
    const turn = await ports.carts.update<Turn<Result>>(subject, (locked) => {
      const decided = decide(locked, prices);
      return "missing" in decided ? { result: decided } : { ...decided, result: { result: decided.result } };
    });
    if ("result" in turn) return turn.result;
    prices = await lookUp(ports, turn.missing, prices);
  }
}

export const noPrices = (time: Date): Prices => ({ products: new Map(), discounts: new Map(), time });

/** At most one call to each service, however many items there are. */
export async function lookUp(
  { catalog, discounts }: Pick<PricedPorts, "catalog" | "discounts">,
  { productIds, discountCodes }: MissingPrices,
  known: Prices,
): Promise<Prices> {
  // #region look-up
  const [products, found] = await Promise.all([
    productIds.length === 0 ? [] : catalog.findByIds(productIds),
    discountCodes.length === 0 ? [] : discounts.findByCodes(discountCodes),
  ]);
  // #endregion look-up
  const prices = { products: new Map(known.products), discounts: new Map(known.discounts), time: known.time };
  // What is not found is known, too: not to exist.
  for (const id of productIds) prices.products.set(id, undefined);
  for (const product of products) prices.products.set(product.id, product);
  for (const code of discountCodes) prices.discounts.set(code, undefined);
  for (const discount of found) prices.discounts.set(discount.code, discount);
  return prices;
}
