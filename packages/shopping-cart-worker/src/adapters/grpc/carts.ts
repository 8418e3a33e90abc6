import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { RpcError, type StatusCode } from "@hexmart/grpc";
import type { NewItem } from "#domain/cart.ts";
import type { Carts } from "#ports/carts.ts";
import { openConnection, type Place } from "./connection.ts";
import { toAdded, toItemMessage } from "./mapper.ts";

/** The shopping-cart service. */
export function connectCarts(place: Place): Carts & Disposable {
  const connection = openConnection(ShoppingCartService, "shopping-cart", place);
  const { client, options, failure } = connection;
  return {
    async find(username, call) {
      try {
        const { shoppingCart } = await client.getShoppingCart({ username }, options(call));
        const first = shoppingCart?.items.map(({ productId, color }) => ({ productId, color })) ?? [];
        return { itemCount: Number(shoppingCart?.itemCount ?? 0), first };
      } catch (error) {
        if (answered("NOT_FOUND", error)) return undefined;
        throw failure(error, call);
      }
    },

    async create(username, call) {
      try {
        await client.createShoppingCart({ username }, options(call));
      } catch (error) {
        if (!answered("ALREADY_EXISTS", error)) throw failure(error, call);
      }
    },

    async remove(username, keys, call) {
      try {
        await client.batchRemoveItems({ username, items: [...keys] }, options(call));
      } catch (error) {
        if (!answered("NOT_FOUND", error)) throw failure(error, call);
      }
    },

    async add(username, chunks, call) {
      const iterator = chunks[Symbol.asyncIterator]();
      try {
        const first = await iterator.next();
        // A stream without a message names no cart.
        if (first.done) return { added: 0, duplicates: 0, refused: 0, refusals: [], totals: [] };
        const requests = toRequests(username, first.value, iterator);
        return toAdded(await client.addItems(requests, options(call)));
      } catch (error) {
        throw failure(error, call);
      } finally {
        // Ends the call behind the chunks, too; that may take a while, which nobody has to wait for.
        iterator.return?.().catch(() => {});
      }
    },

    [Symbol.dispose]: () => connection[Symbol.dispose](),
  };
}

const answered = (code: StatusCode, error: unknown): boolean => error instanceof RpcError && error.code === code;

async function* toRequests(username: string, first: readonly NewItem[], rest: AsyncIterator<readonly NewItem[]>) {
  yield { username, items: first.map(toItemMessage) };
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    yield { username, items: next.value.map(toItemMessage) };
  }
}
