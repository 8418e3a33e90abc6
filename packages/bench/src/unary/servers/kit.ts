import { policy } from "@hexmart/contracts/auth/v1/policy";
import { ProductService } from "@hexmart/contracts/product/v1/product";
import { type Handlers, implement, serve } from "@hexmart/grpc";
import { createLogger } from "@hexmart/runtime";
import { beMeasured } from "../../measured.ts";
import { getProduct } from "../product.ts";
import type { ServerReady } from "../server.ts";
import { issue } from "../token.ts";

// @hexmart/grpc with all that a service has: a token to verify, rules to check, a deadline, a limit, a line in the log.
await beMeasured<ServerReady>(async (count) => {
  const { token, verify } = await issue();
  const handlers: Pick<Handlers<typeof ProductService>, "getProduct"> = {
    async getProduct({ id }) {
      count.calls += 1;
      return getProduct(id);
    },
  };
  const { address } = await serve({
    address: "127.0.0.1:0",
    services: [implement(ProductService, withOthersMissing(handlers))],
    auth: { policy, verify },
    logger: createLogger({ service: "product" }),
  });
  return { address, token };
});

/** The methods that nobody calls here. */
function withOthersMissing(handlers: Partial<Handlers<typeof ProductService>>): Handlers<typeof ProductService> {
  const missing = () => {
    throw new Error("This benchmark only calls GetProduct");
  };
  return new Proxy(handlers, { get: (target, name) => Reflect.get(target, name) ?? missing }) as Handlers<
    typeof ProductService
  >;
}
