import { ProductService } from "@hexmart/contracts/product/v1/product";
import { connect } from "@hexmart/grpc";
import { v7 as newId } from "uuid";
import { chunkSize, chunks, newProducts, toDraft } from "../products.ts";
import { moveRows } from "./job.ts";

// Products into the product service, as the product worker sends them.
await moveRows(async (rows, { address, token }) => {
  const products = connect(ProductService, { address, accessToken: async () => token });
  const requestId = newId();
  async function* requests() {
    for (const chunk of chunks(newProducts(rows), chunkSize)) yield { requestId, products: chunk.map(toDraft) };
  }
  const { insertedCount } = await products.bulkInsertProducts(requests());
  products[Symbol.dispose]();
  return Number(insertedCount);
});
