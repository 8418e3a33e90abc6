import type { MessageInitShape } from "@bufbuild/protobuf";
import { policy } from "@hexmart/contracts/auth/v1/policy";
import { type DiscountSchema, DiscountService, DiscountState } from "@hexmart/contracts/discount/v1/discount";
import { type ProductSchema, ProductService } from "@hexmart/contracts/product/v1/product";
import { type Implementation, implement, type RpcContext, RpcError, serve } from "@hexmart/grpc";
import { silentLogger, startRestartable } from "@hexmart/testing";
import { A50, MI10T, P40 } from "./price-sources.ts";

type Product = MessageInitShape<typeof ProductSchema>;
type Discount = MessageInitShape<typeof DiscountSchema>;
type Verify = (token: string) => Promise<{ subject: string; clientId: string; scopes: readonly string[] }>;

/** What came in, and what a test lets happen before it is answered. */
export type Traffic = {
  readonly calls: { asked: readonly string[]; fields?: readonly string[] | undefined; context: RpcContext }[];
  before: (context: RpcContext) => Promise<void>;
};

const createTraffic = (): Traffic => ({ calls: [], before: async () => {} });

const usd = (units: number) => ({ currencyCode: "USD", units: BigInt(units) });

const unimplemented = (): never => {
  throw new RpcError("UNIMPLEMENTED", "not part of these tests");
};

/** A product service on a socket of its own, with the three products of the seeds. */
export async function startProductService(verify: Verify) {
  const traffic = createTraffic();
  const products = new Map<string, Product>([
    [MI10T, { id: MI10T, name: "Mi10T", price: usd(699) }],
    [P40, { id: P40, name: "P40", price: usd(899) }],
    [A50, { id: A50, name: "A50", price: usd(399) }],
  ]);
  const service = implement(ProductService, {
    async batchGetProducts({ ids, readMask }, context) {
      traffic.calls.push({ asked: ids, fields: readMask?.paths, context });
      await traffic.before(context);
      return {
        products: ids.flatMap((id) => products.get(id) ?? []),
        notFoundIds: ids.filter((id) => !products.has(id)),
      };
    },
    createProduct: unimplemented,
    getProduct: unimplemented,
    listProducts: unimplemented,
    updateProduct: unimplemented,
    deleteProduct: unimplemented,
    streamProducts: unimplemented,
    bulkInsertProducts: unimplemented,
  });
  return { traffic, products, ...(await start(service, verify)) };
}

/** A discount service on a socket of its own, with the three discounts of the seeds. */
export async function startDiscountService(verify: Verify) {
  const traffic = createTraffic();
  const discounts = new Map<string, Discount>(
    [100, 200, 300].map((amount) => {
      const code = `CODE_${amount}`;
      return [code, { code, state: DiscountState.ACTIVE, reduction: { case: "amountOff", value: usd(amount) } }];
    }),
  );
  const service = implement(DiscountService, {
    async batchGetDiscounts({ codes }, context) {
      traffic.calls.push({ asked: codes, context });
      await traffic.before(context);
      return {
        discounts: codes.flatMap((code) => discounts.get(code) ?? []),
        notFoundCodes: codes.filter((code) => !discounts.has(code)),
      };
    },
    getDiscount: unimplemented,
    listDiscounts: unimplemented,
    createDiscount: unimplemented,
    updateDiscount: unimplemented,
    deleteDiscount: unimplemented,
  });
  return { traffic, discounts, ...(await start(service, verify)) };
}

/** A server that tests can take away. */
const start = (service: Implementation, verify: Verify) =>
  startRestartable((address) =>
    serve({ address, services: [service], auth: { policy, verify }, logger: silentLogger }),
  );
