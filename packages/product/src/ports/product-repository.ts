import type { Product } from "#domain/product.ts";

/** Ids are UUIDv7, so the order of ids is the order in which they were made. */
export type ProductOrder = "oldestFirst" | "newestFirst";

export type ProductStreamOptions = {
  readonly order: ProductOrder;
  /** At most this many products; absent for all. */
  readonly limit?: number | undefined;
  /** At most this many products in one chunk. */
  readonly chunkSize: number;
  /** Ends the stream: the next read rejects with the signal's reason. */
  readonly signal: AbortSignal;
};

/** Where products are kept. Ids are in canonical form. Every call may fail with an UnavailableError. */
export type ProductRepository = {
  /** The products that have one of these ids, in any order; an unknown id is left out. */
  findByIds(ids: readonly string[]): Promise<Product[]>;

  /**
   * The products in order of their ids, in chunks that are never empty. Only about a chunk is held in memory, and
   * nothing but memory (no connection, no lock) while the reader is slow; a product stored meanwhile may be left out.
   */
  stream(options: ProductStreamOptions): AsyncIterable<readonly Product[]>;

  /**
   * Stores the products whose id is not taken yet, all of them or none, and leaves the others as they are. Of one id
   * given twice, the first is stored. Answers how many were stored.
   */
  addMissing(products: readonly Product[]): Promise<number>;
};
