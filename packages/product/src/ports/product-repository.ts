import type { Offer, Product, ProductStatus } from "#domain/product.ts";

/** Ids are UUIDv7, so the order of ids is the order in which they were made. */
export type ProductOrder = "oldestFirst" | "newestFirst";

export type ProductStreamOptions = {
  readonly order: ProductOrder;
  /** Only products that come after this id in that order; absent to start with the first. */
  readonly afterId?: string | undefined;
  /** At most this many products; absent for all. */
  readonly limit?: number | undefined;
  /** At most this many products in one chunk. */
  readonly chunkSize: number;
  /** Ends the stream: the next read rejects with the signal's reason. */
  readonly signal: AbortSignal;
};

/** What a list can be sorted by: names by code points, prices by currency code and then by amount. */
export type SortKey = "name" | "price" | "createTime";

/** Where a product stands, by whatever a list is sorted; the product itself may be gone. */
export type ProductPosition = Pick<Product, SortKey | "id">;

export type ProductQuery = {
  /** Only products of this status; undefined for all. */
  readonly status: ProductStatus | undefined;
  readonly sortBy: SortKey;
  readonly descending: boolean;
  /** Only products behind this place; undefined to start with the first. */
  readonly after: ProductPosition | undefined;
  /** At most this many. */
  readonly limit: number;
};

/** A request that has created a product: what to remember, so that the same one again creates no other. */
export type CreationRequest = {
  readonly id: string;
  /** What it asked for. */
  readonly content: string;
  readonly productId: string;
  readonly time: Date;
};

/** Where products are kept. Ids are in canonical form. Every call may fail with an UnavailableError. */
export type ProductRepository = {
  /** The products that have one of these ids, in any order; an unknown id is left out. */
  findByIds(ids: readonly string[]): Promise<Product[]>;

  /** Of the same products no more than their names and prices, which cost less to read. */
  findOffers(ids: readonly string[]): Promise<Offer[]>;

  /** The next products in the order asked for, those that are equal in it by id. A page costs the same wherever it lies. */
  list(query: ProductQuery): Promise<Product[]>;

  /**
   * The products in order of their ids, in chunks that are never empty. Only some twenty chunks are held in memory, and
   * nothing but memory (no connection, no lock) while the reader is slow; a product stored meanwhile may be left out.
   */
  stream(options: ProductStreamOptions): AsyncIterable<readonly Product[]>;

  /**
   * Stores the products whose id is not taken yet, all of them or none, and leaves the others as they are. Of one id
   * given twice, the first is stored. Answers how many were stored.
   */
  addMissing(products: readonly Product[]): Promise<number>;

  /**
   * Stores the product and remembers the request, both or neither: neither when its id is taken, or when the request is
   * remembered already. Answers whether it did. Requests of before `since` count as forgotten, and each new one removes
   * two of them.
   */
  addRequested(product: Product, request: CreationRequest, since: Date): Promise<boolean>;

  /** The request of that id, if it was made at `since` or later. */
  findRequest(id: string, since: Date): Promise<CreationRequest | undefined>;

  /**
   * Stores `revised` in the place of `stored`, in one step, if that one still has its etag. Answers whether it did: of
   * two callers who read the same product, one may write.
   */
  replace(stored: Product, revised: Product): Promise<boolean>;

  /** Removes the product, in one step, if it still has its etag. Answers whether it did. */
  remove(stored: Product): Promise<boolean>;
};
