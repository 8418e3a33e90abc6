import { ProductService } from "@hexmart/contracts/product/v1/product";
import { connect } from "@hexmart/grpc";
import { moveRows } from "./job.ts";

// The catalogue out of the product service, as the cart worker reads it.
await moveRows(async (rows, { address, token }) => {
  const service = connect(ProductService, { address, accessToken: async () => token });
  let count = 0;
  for await (const { products } of service.streamProducts({ limit: rows })) count += products.length;
  service[Symbol.dispose]();
  return count;
});
