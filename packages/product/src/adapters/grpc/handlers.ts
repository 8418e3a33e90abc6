import { ProductService } from "@hexmart/contracts/product/v1/product";
import { implement } from "@hexmart/grpc";
import type { UseCases } from "#app/index.ts";
import { createChunkReader, toBulkResponse } from "./bulk-insert.ts";
import { toDraft, toMessage, toOrder } from "./mapper.ts";

export function productHandlers(app: UseCases) {
  const toChunks = createChunkReader();

  return implement(ProductService, {
    async createProduct({ product }) {
      if (product === undefined) throw new TypeError("Cannot create a product that is missing: it was not validated");
      return { product: toMessage(await app.createProduct(toDraft(product))) };
    },

    async getProduct({ id }) {
      return { product: toMessage(await app.getProduct(id)) };
    },

    async batchGetProducts({ ids }) {
      const { found, notFoundIds } = await app.batchGetProducts(ids);
      return { products: found.map(toMessage), notFoundIds: [...notFoundIds] };
    },

    async *streamProducts({ order, limit }, { signal }) {
      const chunks = app.streamProducts({ order: toOrder(order), limit: limit === 0 ? undefined : limit, signal });
      for await (const products of chunks) yield { products: products.map(toMessage) };
    },

    async bulkInsertProducts(requests) {
      return toBulkResponse(await app.bulkInsertProducts(toChunks(requests)));
    },
  });
}
