import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { ProductService } from "@hexmart/contracts/product/v1/product";
import { beMeasured } from "../../measured.ts";
import { getProduct } from "../product.ts";
import type { ServerReady } from "../server.ts";

// Connect-ES, spoken to in gRPC.
await beMeasured<ServerReady>(async (count) => {
  const handler = connectNodeAdapter({
    routes: (router) =>
      router.service(ProductService, {
        getProduct({ id }) {
          count.calls += 1;
          return getProduct(id);
        },
      }),
  });
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
});
