import type { Product, ProductDraft } from "./product.ts";

/** A rule of the contract that a field breaks. */
export type FieldViolation = { readonly field: string; readonly description: string; readonly reason: string };

/** A product that cannot be stored, and why. */
export type InvalidDraft = { readonly violations: readonly FieldViolation[] };

/** What a stream brings: a product to store, or one that cannot be. */
export type BulkItem = ProductDraft | InvalidDraft;

/** Why a product was not inserted; `index` is its place in the whole stream, from 0. */
export type Refusal =
  | { readonly index: number; readonly reason: "duplicate" }
  | ({ readonly index: number; readonly reason: "invalid" } & InvalidDraft);

/** What came of some products, together as many as there were. */
export type BulkOutcome = {
  readonly insertedCount: number;
  readonly duplicateCount: number;
  readonly invalidCount: number;
  /** Those that were not inserted, in the order of the stream: all, or the first {@link MAX_REFUSALS} of a stream. */
  readonly refusals: readonly Refusal[];
};

/** As many as the contract answers: an answer has to fit into one message. */
export const MAX_REFUSALS = 1_000;

export const nothingInserted: BulkOutcome = { insertedCount: 0, duplicateCount: 0, invalidCount: 0, refusals: [] };

export function isInvalid(item: object): item is InvalidDraft {
  return "violations" in item;
}

/** What came of a chunk that came after `before`, when the products with the ids `added` were stored. */
export function outcomeOf(
  items: readonly (Product | InvalidDraft)[],
  added: ReadonlySet<string>,
  before: BulkOutcome,
): BulkOutcome {
  const left = new Set(added);
  const refusals: Refusal[] = [];
  let index = sizeOf(before);
  let insertedCount = 0;
  let invalidCount = 0;
  for (const item of items) {
    if (isInvalid(item)) {
      invalidCount++;
      refusals.push({ index, reason: "invalid", violations: item.violations });
    } else if (left.delete(item.id)) {
      insertedCount++;
    } else {
      refusals.push({ index, reason: "duplicate" });
    }
    index++;
  }
  const duplicateCount = refusals.length - invalidCount;
  const room = MAX_REFUSALS - before.refusals.length;
  return { insertedCount, duplicateCount, invalidCount, refusals: refusals.slice(0, room) };
}

/** What came of two parts of a stream, of which `b` follows `a`. */
export function together(a: BulkOutcome, b: BulkOutcome): BulkOutcome {
  return {
    insertedCount: a.insertedCount + b.insertedCount,
    duplicateCount: a.duplicateCount + b.duplicateCount,
    invalidCount: a.invalidCount + b.invalidCount,
    refusals: b.refusals.length === 0 ? a.refusals : [...a.refusals, ...b.refusals],
  };
}

function sizeOf({ insertedCount, duplicateCount, invalidCount }: BulkOutcome): number {
  return insertedCount + duplicateCount + invalidCount;
}
