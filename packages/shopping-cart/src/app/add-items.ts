import { type Applied, missingPrices, type NewItem, type Outcome, addItems as withItems } from "#domain/additions.ts";
import type { Prices, Product } from "#domain/prices.ts";
import type { LockedCart } from "#ports/cart-repository.ts";
import { lookUp, noPrices, type PricedDecision, type PricedPorts, updateWithPrices } from "./update-with-prices.ts";

/** Some of the items that are added to a cart by one stream. */
export type AdditionChunk = { readonly username: string; readonly items: readonly NewItem[] };

/** While chunks are stored, the prices of so many are looked up, which may be stored as one then. */
const CHUNKS_AHEAD = 4;

/** How long a discount that was asked for for one chunk is good for the next ones, in milliseconds. */
const RECENT_MS = 1_000;

/**
 * Adds items chunk by chunk, each item by itself, and answers what became of each, in their order. One whose request was
 * applied before is left alone.
 *
 * While a chunk is stored the prices of the next four are looked up, and those that are likely new are stored as one: a
 * stream of any length costs the memory of eight.
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

  /** The next chunk, and with it those behind it that only wait to be stored: many in one cost less. */
  async function next(): Promise<Addition | undefined> {
    const first = await (ahead.shift()?.read ?? read());
    if (first?.known === undefined || !likelyNew) return first;
    const { time } = first.known;
    const later = ahead.findIndex(({ ready }) => ready?.known?.time !== time);
    const others = ahead.splice(0, later < 0 ? ahead.length : later).flatMap(({ ready }) => ready ?? []);
    return others.length === 0 ? first : joined(first.chunk.username, [first, ...others]);
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

/** Chunks as one, whose prices are of one time: then the last knows the discounts of all. */
function joined(username: string, additions: readonly Addition[]): Addition {
  const products = new Map<string, Product | undefined>();
  for (const { known } of additions) for (const [id, product] of known?.products ?? []) products.set(id, product);
  const last = additions.at(-1)?.known;
  return {
    chunk: { username, items: additions.flatMap(({ chunk }) => chunk.items) },
    known: last && { ...last, products },
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
  const applied = new Map<string, Applied>();
  for (const outcome of outcomes) {
    if (outcome.kind !== "refused" && !outcome.replayed) applied.set(outcome.requestId, outcome.kind);
  }
  return applied;
}
