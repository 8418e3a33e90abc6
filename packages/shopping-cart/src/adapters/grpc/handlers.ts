import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { implement, RpcError } from "@hexmart/grpc";
import type { UseCases } from "#app/index.ts";
import { canonicalId, toCartMessage, toNewItem } from "./mapper.ts";
import { createTally } from "./tally.ts";

export const shoppingCartHandlers = (app: UseCases) =>
  implement(ShoppingCartService, {
    async createShoppingCart({ username }) {
      return { shoppingCart: toCartMessage(await app.createCart(username)) };
    },

    async getShoppingCart({ username }) {
      return { shoppingCart: toCartMessage(await app.getCart(username)) };
    },

    async addItems(chunks) {
      let username: string | undefined;
      const tally = createTally();
      for await (const chunk of chunks) {
        username ??= chunk.username;
        if (chunk.username !== username) throw usernameChanged(username, chunk.username);
        tally.count(await app.addItems(username, chunk.items.map(toNewItem)));
      }
      if (username === undefined) throw noMessage();
      return tally.toMessage(await app.getTotals(username));
    },

    async removeItem({ username, productId, color }) {
      const cart = await app.removeItem(username, { productId: canonicalId(productId), color });
      return { shoppingCart: toCartMessage(cart) };
    },
  });

function usernameChanged(first: string, other: string): RpcError {
  const description = `must be the same in each message of a stream: the first was for "${first}"`;
  return new RpcError("INVALID_ARGUMENT", `Cannot add items to cart "${other}": username ${description}`, {
    details: { badRequest: { fieldViolations: [{ field: "username", description }] } },
  });
}

function noMessage(): RpcError {
  return new RpcError("INVALID_ARGUMENT", "Cannot add items: the stream ended without a message, so no cart is named");
}
