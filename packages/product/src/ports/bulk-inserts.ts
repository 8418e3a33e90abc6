import type { BulkOutcome } from "#domain/bulk-insert.ts";
import type { Product } from "#domain/product.ts";

/** Which chunk it is: the stream's request id, and the chunk's place in the stream, from 0. */
export type ChunkKey = { readonly requestId: string; readonly number: number };

/** A chunk that was stored: a digest of what was sent, and what came of it. */
export type StoredChunk = { readonly digest: string; readonly outcome: BulkOutcome };

export type NewChunk = ChunkKey & {
  readonly digest: string;
  /** Ids are in canonical form. */
  readonly products: readonly Product[];
  /** What comes of the chunk when the products with these ids were added. */
  readonly outcome: (added: ReadonlySet<string>) => BulkOutcome;
  /** Until when it is remembered, at least. */
  readonly expireTime: Date;
};

/** Inserts products in chunks, and remembers each chunk. Every call may fail with an UnavailableError. */
export type BulkInserts = {
  find(chunk: ChunkKey): Promise<StoredChunk | undefined>;

  /**
   * Stores the products whose id is not taken, leaves the others as they are, and remembers what came of it: all of
   * this or none. Of one id given twice, the first is stored. A chunk that is remembered is not stored again: it is
   * answered as it was, also when two calls with one key meet.
   */
  add(chunk: NewChunk): Promise<StoredChunk>;
};
