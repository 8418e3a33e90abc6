import type { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import type { ProductService } from "@hexmart/contracts/product/v1/product";
import { type Client, RpcError } from "@hexmart/grpc";
import { fromParts, type MoneyParts } from "@hexmart/money";
import { type Catalog, type Discounts, UnavailableError } from "#ports/prices.ts";

/** The product service. What is left of the caller's time, its cancelling and its request id go along by themselves. */
export const createGrpcCatalog = (client: Client<typeof ProductService>): Catalog => ({
  async findByIds(ids) {
    const { products } = await asking("product", client.batchGetProducts({ ids: [...ids] }));
    return products.map(({ id, name, price }) => ({ id, name, price: amount(price, `product "${id}"`) }));
  },
});

/** The discount service. */
export const createGrpcDiscounts = (client: Client<typeof DiscountService>): Discounts => ({
  async findByCodes(codes) {
    const { discounts } = await asking("discount", client.batchGetDiscounts({ codes: [...codes] }));
    return discounts.map(({ code, reduction }) => ({ code, amountOff: amount(reduction.value, `discount "${code}"`) }));
  },
});

async function asking<Answer>(service: "product" | "discount", call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    throw translated(service, error);
  }
}

/**
 * The caller is told to wait for a service that is away or has too much to do, and that its own time is over. Whatever
 * else another service refuses is between that service and this one: a bug or a wrong setting, never the caller's fault.
 */
function translated(service: string, error: unknown): unknown {
  if (!(error instanceof RpcError)) return error;
  switch (error.code) {
    case "UNAVAILABLE":
    case "RESOURCE_EXHAUSTED":
      return new UnavailableError(`Cannot price the items: the ${service} service cannot be reached, try again later`, {
        cause: error,
      });
    case "DEADLINE_EXCEEDED":
    case "CANCELLED":
      return error;
    default:
      return new Error(`Cannot price the items: the ${service} service answered ${error.code}`, { cause: error });
  }
}

function amount(money: MoneyParts | undefined, of: string) {
  if (money === undefined) throw new Error(`Cannot price the items: the answer names no amount for ${of}`);
  return fromParts(money);
}
