import { Buffer } from "node:buffer";
import type { Product } from "#domain/product.ts";
import type {
  CreationRequest,
  ProductPosition,
  ProductRepository,
  ProductStreamOptions,
  SortKey,
} from "#ports/product-repository.ts";

/** Keeps products in this process: for tests, and for a service that needs no database. */
export function createMemoryProductRepository(): ProductRepository {
  const byId = new Map<string, Product>();
  /** Oldest first. */
  const requests = new Map<string, CreationRequest>();

  async function* stream({
    order,
    afterId,
    limit = Number.POSITIVE_INFINITY,
    chunkSize,
    signal,
  }: ProductStreamOptions) {
    signal.throwIfAborted();
    const direction = order === "oldestFirst" ? 1 : -1;
    const products = [...byId.values()]
      .filter(({ id }) => afterId === undefined || direction * compareTexts(id, afterId) > 0)
      .sort((a, b) => direction * compareTexts(a.id, b.id));
    const end = Math.min(limit, products.length);
    for (let start = 0; start < end; start += chunkSize) {
      signal.throwIfAborted();
      yield products.slice(start, Math.min(start + chunkSize, end));
    }
  }

  const find = (ids: readonly string[]) => ids.flatMap((id) => byId.get(id) ?? []);

  return {
    findByIds: async (ids) => find(ids),

    findOffers: async (ids) => find(ids).map(({ id, name, price }) => ({ id, name, price })),

    async list({ status, sortBy, descending, after, limit }) {
      const compare = (a: ProductPosition, b: ProductPosition) =>
        (descending ? -1 : 1) * (comparisons[sortBy](a, b) || compareTexts(a.id, b.id));
      return [...byId.values()]
        .filter((product) => status === undefined || product.status === status)
        .filter((product) => after === undefined || compare(product, after) > 0)
        .sort(compare)
        .slice(0, limit);
    },

    stream,

    async addMissing(products) {
      const before = byId.size;
      for (const product of products) {
        if (!byId.has(product.id)) byId.set(product.id, product);
      }
      return byId.size - before;
    },

    async addRequested(product, request, since) {
      for (const { id, time } of requests.values()) {
        if (time >= since) break;
        requests.delete(id);
      }
      if (byId.has(product.id) || requests.has(request.id)) return false;
      byId.set(product.id, product);
      requests.set(request.id, request);
      return true;
    },

    async findRequest(id, since) {
      const request = requests.get(id);
      return request && request.time >= since ? request : undefined;
    },

    async replace(stored, revised) {
      const unchanged = byId.get(stored.id)?.etag === stored.etag;
      if (unchanged) byId.set(revised.id, revised);
      return unchanged;
    },

    async remove({ id, etag }) {
      return byId.get(id)?.etag === etag && byId.delete(id);
    },
  };
}

type Comparison = (a: ProductPosition, b: ProductPosition) => number;

const comparisons: Readonly<Record<SortKey, Comparison>> = {
  name: (a, b) => compareTexts(a.name, b.name),
  price: ({ price: a }, { price: b }) =>
    compareTexts(a.currencyCode, b.currencyCode) || Number(a.billionths - b.billionths),
  createTime: (a, b) => a.createTime.getTime() - b.createTime.getTime(),
};

/** By code points, as the bytes of UTF-8 are in order: JavaScript's own `<` puts an emoji before some letters. */
function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
