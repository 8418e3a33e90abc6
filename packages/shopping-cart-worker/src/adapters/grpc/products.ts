import { ProductOrder, ProductService } from "@hexmart/contracts/product/v1/product";
import type { Products } from "#ports/products.ts";
import { openConnection, type Place } from "./connection.ts";

/** The product service, by the server stream that its contract promises for the catalogue. */
export function connectProducts(place: Place): Products & Disposable {
  const connection = openConnection(ProductService, "product", place);
  const { client, options, failure } = connection;
  return {
    async *newest(limit, call) {
      try {
        const request = { order: ProductOrder.NEWEST_FIRST, limit, afterId: call.runId };
        const stream = client.streamProducts(request, options(call));
        for await (const { products } of stream) yield products.map(({ id }) => id);
      } catch (error) {
        throw failure(error, call);
      }
    },
    [Symbol.dispose]: () => connection[Symbol.dispose](),
  };
}
