import { type Applied, missingPrices, type NewItem, type Outcome, addItems as withItems } from "#domain/additions.ts";
import type { Prices } from "#domain/prices.ts";
import type { LockedCart } from "#ports/cart-repository.ts";
import { type PricedDecision, type PricedPorts, updateWithPrices } from "./update-with-prices.ts";

/**
 * Adds the items, each by itself, and answers what became of each, in their order. One whose request was applied before
 * is left alone.
 *
 * @throws CartError `CART_NOT_FOUND`
 * @throws UnavailableError when the catalogue or the discounts cannot be reached.
 */
export function addItems(
  ports: PricedPorts,
  username: string,
  additions: readonly NewItem[],
): Promise<readonly Outcome[]> {
  const subject = { username, keys: additions, requestIds: additions.map(({ requestId }) => requestId) };
  return updateWithPrices(ports, subject, (locked, prices) => decide(locked, additions, prices));
}

function decide(
  { slice, applied }: LockedCart,
  additions: readonly NewItem[],
  prices: Prices,
): PricedDecision<readonly Outcome[]> {
  const fresh = additions.filter(({ requestId }) => !applied.has(requestId));
  const missing = missingPrices(slice, fresh, prices);
  if (missing.productIds.length + missing.discountCodes.length > 0) return { missing };
  const { changed, outcomes } = withItems(slice, additions, { prices, applied });
  if (changed.length === 0) return { result: outcomes };
  return { store: { put: changed, applied: freshlyApplied(outcomes) }, result: outcomes };
}

function freshlyApplied(outcomes: readonly Outcome[]): ReadonlyMap<string, Applied> {
  return new Map(
    outcomes.flatMap((outcome): [string, Applied][] =>
      outcome.kind === "refused" || outcome.replayed ? [] : [[outcome.requestId, outcome.kind]],
    ),
  );
}
