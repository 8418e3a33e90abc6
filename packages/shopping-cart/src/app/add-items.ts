import { type Applied, missingPrices, type NewItem, type Outcome, addItems as withItems } from "#domain/additions.ts";
import type { Prices } from "#domain/prices.ts";
import type { LockedCart } from "#ports/cart-repository.ts";
import { lookUp, noPrices, type PricedDecision, type PricedPorts, updateWithPrices } from "./update-with-prices.ts";

/** Some of the items that are added to a cart by one stream. */
export type AdditionChunk = { readonly username: string; readonly items: readonly NewItem[] };

/** While a chunk is stored, the prices of so many are looked up. */
const CHUNKS_AHEAD = 2;

/** How long a discount that was asked for for one chunk is good for the next ones, in milliseconds. */
const RECENT_MS = 1_000;

/**
 * Adds items chunk by chunk, each item by itself, and answers what became of each, in their order. One whose request was
 * applied before is left alone.
 *
 * While a chunk is stored the prices of the next ones are looked up, and two that are new are stored as one: a stream of
 * any length costs the memory of four.
 * The prices of a chunk that is sent again are looked up only where they turn out to be needed.
 *
 * @throws CartError `CART_NOT_FOUND`
 * @throws UnavailableError when the catalogue or the discounts cannot be reached.
 */
export async function* addItems(
  ports: PricedPorts,
  chunks: AsyncIterable<AdditionChunk>,
): AsyncGenerator<readonly Outcome[]> {
  const iterator = chunks[Symbol.asyncIterator]();
  const ahead: Ahead[] = [];
  let repeated = true;
  let likelyNew = false;
  let recent: Promise<Prices> | undefined;

  async function read(): Promise<Addition | undefined> {
    const { value: chunk, done } = await iterator.next();
    if (done === true) return undefined;
    if (!repeated) recent = pricesOf(ports, chunk, await recent);
    return { chunk, known: await recent };
  }

  function readAhead(): void {
    while (!repeated && ahead.length < CHUNKS_AHEAD) {
      const one: Ahead = { read: read(), ready: undefined };
      // Should that fail, it is told when its turn comes.
      one.read.then((addition) => (one.ready = addition)).catch(() => {});
      ahead.push(one);
    }
  }

  /** The next chunk, and with it the one behind it where that only waits to be stored: two in one cost less. */
  async function next(): Promise<Addition | undefined> {
    const addition = await (ahead.shift()?.read ?? read());
    const both = likelyNew ? joined(addition, ahead[0]?.ready) : undefined;
    if (both === undefined) return addition;
    ahead.shift();
    return both;
  }

  try {
    for (let addition = await next(); addition !== undefined; addition = await next()) {
      const outcomes = await addChunk(ports, { ...addition, likelyNew }, readAhead);
      yield outcomes;
      repeated = repeated && outcomes.every((outcome) => outcome.kind !== "refused" && outcome.replayed);
      // A stream mostly goes on as it began.
      likelyNew = outcomes.every((outcome) => outcome.kind === "added" && !outcome.replayed);
    }
  } finally {
    // Behind a message that is waited for, which may never come.
    iterator.return?.().catch(() => {});
  }
}

type Addition = { readonly chunk: AdditionChunk; readonly known: Prices | undefined };

/** A chunk that is read ahead; ready once its prices are looked up. */
type Ahead = { readonly read: Promise<Addition | undefined>; ready: Addition | undefined };

/** Two chunks as one, if their prices are of one time: then the second knows the discounts of the first. */
function joined(first: Addition | undefined, second: Addition | undefined): Addition | undefined {
  if (first?.known === undefined || first.known.time !== second?.known?.time) return undefined;
  const products = new Map([...first.known.products, ...second.known.products]);
  return {
    chunk: { ...first.chunk, items: [...first.chunk.items, ...second.chunk.items] },
    known: { ...second.known, products },
  };
}

/** Calls back when it has decided, and only has to store that. */
function addChunk(
  ports: PricedPorts,
  { chunk: { username, items }, known, likelyNew }: Addition & { readonly likelyNew: boolean },
  onDecided: () => void,
): Promise<readonly Outcome[]> {
  const requestIds = items.map(({ requestId }) => requestId);
  return updateWithPrices(ports, { username, keys: items, requestIds, likelyNew, known }, (locked, prices) => {
    const decided = decide(locked, items, prices);
    if ("result" in decided) onDecided();
    return decided;
  });
}

/** As far as the chunk itself says what it needs: the cart may hold an item with a code. */
function pricesOf(ports: PricedPorts, { username, items }: AdditionChunk, recent: Prices | undefined): Promise<Prices> {
  const now = ports.now();
  const isRecent = recent !== undefined && now.getTime() - recent.time.getTime() < RECENT_MS;
  const known = isRecent ? { ...recent, products: new Map() } : noPrices(now);
  return lookUp(ports, missingPrices({ username, items: [], itemCount: 0 }, items, known), known);
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
