import { ProductService } from "@hexmart/contracts/product/v1/product";
import { implement } from "@hexmart/grpc";
import type { UseCases } from "#app/index.ts";
import { createChunkReader, toBulkResponse } from "./bulk-insert.ts";
import {
  toChanges,
  toDraft,
  toMessage,
  toMessages,
  toOfferMessage,
  toOrder,
  toSorting,
  toStatusFilter,
} from "./mapper.ts";
import { toPageToken, toPosition } from "./page-token.ts";
import { toReading } from "./read-mask.ts";

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1_000;

export function productHandlers(app: UseCases) {
  const toChunks = createChunkReader();

  return implement(ProductService, {
    async createProduct({ product, requestId }) {
      return { product: toMessage(await app.createProduct(toDraft(given(product)), requestId || undefined)) };
    },

    async getProduct({ id }) {
      return { product: toMessage(await app.getProduct(id)) };
    },

    async batchGetProducts({ ids, readMask }) {
      const { isOffer, cut } = toReading(readMask);
      if (isOffer) {
        const { found, notFoundIds } = await app.batchGetOffers(ids);
        return { products: cut(found.map(toOfferMessage)), notFoundIds: [...notFoundIds] };
      }
      const { found, notFoundIds } = await app.batchGetProducts(ids);
      return { products: cut(toMessages(found)), notFoundIds: [...notFoundIds] };
    },

    async listProducts({ pageSize, pageToken, status, orderBy }) {
      const sorting = toSorting(orderBy);
      const query = `${status} ${sorting.sortBy} ${sorting.descending}`;
      const after = toPosition(query, pageToken);
      const limit = Math.min(pageSize || DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
      const page = await app.listProducts({ ...sorting, status: toStatusFilter(status), after, limit });
      const last = page.products.at(-1);
      return {
        products: toMessages(page.products),
        nextPageToken: page.hasMore && last ? toPageToken(query, last) : "",
      };
    },

    async updateProduct({ product, updateMask }) {
      const { id, etag } = given(product);
      const changes = toChanges(given(product), updateMask);
      return { product: toMessage(await app.updateProduct({ id, changes, etag: etag || undefined })) };
    },

    async deleteProduct({ id, etag }) {
      await app.deleteProduct(id, etag || undefined);
      return {};
    },

    async *streamProducts({ order, limit, afterId }, { signal }) {
      const chunks = app.streamProducts({
        order: toOrder(order),
        limit: limit || undefined,
        afterId: afterId || undefined,
        signal,
      });
      for await (const products of chunks) yield { products: toMessages(products) };
    },

    async bulkInsertProducts(requests) {
      return toBulkResponse(await app.bulkInsertProducts(toChunks(requests)));
    },
  });
}

function given<Message>(product: Message | undefined): Message {
  if (product === undefined) throw new TypeError("Cannot read a product that is missing: it was not validated");
  return product;
}
