import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { implement, RpcError } from "@hexmart/grpc";
import type { Logger } from "@hexmart/runtime";
import type { UseCases } from "#app/index.ts";
import { createChangeLog } from "./log-change.ts";
import { toCartMessage, toItemKey, toItemMessage, toNewItem } from "./mapper.ts";
import { toPageToken, toPosition } from "./page-token.ts";
import { createTally } from "./tally.ts";

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1_000;

export function shoppingCartHandlers(app: UseCases, logger: Logger) {
  const logChange = createChangeLog(logger);
  return implement(ShoppingCartService, {
    async createShoppingCart({ username }) {
      return { shoppingCart: toCartMessage(await app.createCart(username)) };
    },

    async getShoppingCart({ username }) {
      return { shoppingCart: toCartMessage(await app.getCart(username)) };
    },

    async *watchShoppingCart({ username }, { signal }) {
      for await (const cart of app.watchCart(username, signal)) yield { shoppingCart: toCartMessage(cart) };
    },

    async listShoppingCartItems({ username, pageSize, pageToken }) {
      const limit = Math.min(pageSize || DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
      const { items, hasMore } = await app.listItems(username, { after: toPosition(username, pageToken), limit });
      const last = items.at(-1);
      return {
        items: items.map(({ item }) => toItemMessage(item)),
        nextPageToken: hasMore && last ? toPageToken(username, last.position) : "",
      };
    },

    async addItems(requests, context) {
      let username: string | undefined;
      async function* chunks() {
        for await (const request of requests) {
          username ??= request.username;
          if (request.username !== username) throw usernameChanged(username, request.username);
          yield { username, items: request.items.map(toNewItem) };
        }
      }
      const tally = createTally();
      for await (const outcomes of app.addItems(chunks())) tally.count(outcomes);
      if (username === undefined) throw noMessage();
      logChange(username, "added", context);
      return tally.toMessage(await app.getTotals(username));
    },

    async updateQuantity({ username, quantity, ...key }, context) {
      const cart = await app.updateQuantity({ username, key: toItemKey(key), quantity });
      logChange(username, "updated", context);
      return { shoppingCart: toCartMessage(cart) };
    },

    async removeItem({ username, ...key }, context) {
      const cart = await app.removeItems(username, [toItemKey(key)]);
      logChange(username, "removed", context);
      return { shoppingCart: toCartMessage(cart) };
    },

    async batchRemoveItems({ username, items }, context) {
      const cart = await app.removeItems(username, items.map(toItemKey));
      logChange(username, "removed", context);
      return { shoppingCart: toCartMessage(cart) };
    },

    async clearShoppingCart({ username }, context) {
      const cart = await app.clearCart(username);
      logChange(username, "cleared", context);
      return { shoppingCart: toCartMessage(cart) };
    },
  });
}

function usernameChanged(first: string, other: string): RpcError {
  const description = `must be the same in each message of a stream: the first was for "${first}"`;
  return new RpcError("INVALID_ARGUMENT", `Cannot add items to cart "${other}": username ${description}`, {
    details: { badRequest: { fieldViolations: [{ field: "username", description }] } },
  });
}

function noMessage(): RpcError {
  return new RpcError("INVALID_ARGUMENT", "Cannot add items: the stream ended without a message, so no cart is named");
}
