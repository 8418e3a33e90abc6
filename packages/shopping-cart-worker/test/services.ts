import type { MessageShape } from "@bufbuild/protobuf";
import { policy } from "@hexmart/contracts/auth/v1/policy";
import { ProductOrder, ProductService } from "@hexmart/contracts/product/v1/product";
import {
  ItemOutcome,
  type NewItemSchema,
  ShoppingCartService,
} from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { type Implementation, implement, type RpcContext, RpcError, type ServeOptions, serve } from "@hexmart/grpc";
import { toParts } from "@hexmart/money";
import { silentLogger, startRestartable } from "@hexmart/testing";
import type { Totals } from "#domain/cart.ts";
import type { Carts } from "#ports/carts.ts";
import type { Products } from "#ports/products.ts";

/** A call that came in, and what it brings: the items of a chunk. */
export type Incoming = {
  readonly method: string;
  readonly context: RpcContext;
  readonly items?: readonly MessageShape<typeof NewItemSchema>[];
};

/** Sees every call before it is answered and, where it streams, each chunk and the end; it can make trouble. */
export type Watch = (moment: "begin" | "chunk" | "end", call: Incoming) => Promise<void>;

const callOf = ({ requestId, signal }: RpcContext) => ({ runId: requestId, signal });

const unimplemented = (): never => {
  throw new RpcError("UNIMPLEMENTED", "the worker does not call it");
};

/** As long as a sentence or two: what a chunk of products weighs decides how many are under way. */
const description = "A phone like any other. ".repeat(16);

/** The product service's contract, before products in memory. */
export const productService = (products: Products, watch: Watch) =>
  implement(ProductService, {
    async *streamProducts({ order, limit, afterId }, context) {
      const call = { method: "streamProducts", context };
      await watch("begin", call);
      if (order !== ProductOrder.NEWEST_FIRST) unimplemented();
      for await (const ids of products.newest(limit, { ...callOf(context), runId: afterId })) {
        yield { products: ids.map((id) => ({ id, description })) };
        await watch("chunk", call);
      }
    },
    createProduct: unimplemented,
    getProduct: unimplemented,
    batchGetProducts: unimplemented,
    listProducts: unimplemented,
    updateProduct: unimplemented,
    deleteProduct: unimplemented,
    bulkInsertProducts: unimplemented,
  });

/** The shopping-cart service's contract, before carts in memory. */
export function shoppingCartService(carts: Carts, watch: Watch): Implementation {
  async function found(username: string, context: RpcContext) {
    const held = await carts.find(username, callOf(context));
    if (held === undefined) throw new RpcError("NOT_FOUND", `"${username}" has no cart`);
    return { username, items: [...held.first], itemCount: BigInt(held.itemCount) };
  }
  return implement(ShoppingCartService, {
    async getShoppingCart({ username }, context) {
      await watch("begin", { method: "getShoppingCart", context });
      return { shoppingCart: await found(username, context) };
    },

    async createShoppingCart({ username }, context) {
      await watch("begin", { method: "createShoppingCart", context });
      if ((await carts.find(username, callOf(context))) !== undefined) throw new RpcError("ALREADY_EXISTS", username);
      await carts.create(username, callOf(context));
      return { shoppingCart: { username } };
    },

    async addItems(requests, context) {
      const call = { method: "addItems", context };
      await watch("begin", call);
      let sum = { added: 0, duplicates: 0, refused: 0, totals: [] as readonly Totals[] };
      let example = "";
      for await (const { username, items } of requests) {
        await watch("chunk", { ...call, items });
        await found(username, context);
        const { added, duplicates, refused, refusals, totals } = await carts.add(
          username,
          justOne(items),
          callOf(context),
        );
        sum = {
          added: sum.added + added,
          duplicates: sum.duplicates + duplicates,
          refused: sum.refused + refused,
          totals,
        };
        example ||= refusals[0]?.example ?? "";
      }
      await watch("end", call);
      return {
        addedCount: BigInt(sum.added + sum.duplicates),
        duplicateCount: BigInt(sum.duplicates),
        refusedCount: BigInt(sum.refused),
        ...(sum.refused > 0 && {
          refusalCounts: [{ outcome: ItemOutcome.QUANTITY_TOO_LARGE, count: BigInt(sum.refused) }],
          results: [{ outcome: ItemOutcome.QUANTITY_TOO_LARGE, message: example }],
        }),
        totals: sum.totals.map(toMessage),
      };
    },

    async batchRemoveItems({ username, items }, context) {
      await watch("begin", { method: "batchRemoveItems", context });
      await carts.remove(username, items, callOf(context));
      return { shoppingCart: await found(username, context) };
    },

    watchShoppingCart: unimplemented,
    listShoppingCartItems: unimplemented,
    updateQuantity: unimplemented,
    removeItem: unimplemented,
    clearShoppingCart: unimplemented,
  });
}

async function* justOne<Chunk>(chunk: Chunk) {
  yield chunk;
}

const toMessage = ({ listTotal, discountTotal, total }: Totals) => ({
  listTotal: toParts(listTotal),
  discountTotal: toParts(discountTotal),
  total: toParts(total),
});

type Verify = Exclude<ServeOptions["auth"], "none">["verify"];

/** A server that tests can take away. */
export const startServer = (service: Implementation, verify: Verify) =>
  startRestartable((address) =>
    serve({ address, services: [service], auth: { policy, verify }, logger: silentLogger }),
  );
