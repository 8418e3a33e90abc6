import { ProductOrder, ProductService } from "@hexmart/contracts/product/v1/product";
import { MOST_IN_A_CHUNK, type Products } from "#ports/products.ts";
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
        const ids: string[] = [];
        for await (const { products } of stream) {
          ids.push(...products.map(({ id }) => id));
          while (ids.length >= MOST_IN_A_CHUNK) yield ids.splice(0, MOST_IN_A_CHUNK);
        }
        if (ids.length > 0) yield ids;
      } catch (error) {
        throw failure(error, call);
      }
    },
    [Symbol.dispose]: () => connection[Symbol.dispose](),
  };
}
