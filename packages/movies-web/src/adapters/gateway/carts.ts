import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import {
  AddItemsResponseSchema,
  type Item as ItemMessage,
  ItemOutcome,
  type ShoppingCart,
  ShoppingCartSchema,
} from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { RefusedError, UnavailableError } from "#domain/errors.ts";
import type { Cart, Item } from "#domain/shop.ts";
import type { Carts } from "#ports/shop.ts";
import { type Ask, jsonOf } from "./ask.ts";
import { readLines } from "./lines.ts";
import { toMoney } from "./money.ts";
import { toRefusal } from "./refusals.ts";

const options = { ignoreUnknownFields: true };

/** Which field of the form a refused item is about. */
const fieldOf: Readonly<Partial<Record<ItemOutcome, string>>> = {
  [ItemOutcome.DISCOUNT_NOT_FOUND]: "discountCode",
  [ItemOutcome.DISCOUNT_EXPIRED]: "discountCode",
  [ItemOutcome.DISCOUNT_NOT_YET_VALID]: "discountCode",
  [ItemOutcome.DISCOUNT_CURRENCY_MISMATCH]: "discountCode",
  [ItemOutcome.QUANTITY_TOO_LARGE]: "quantity",
};

/** Carts, as the gateway has them in JSON by the annotations of the contract. */
export function createCarts(ask: Ask): Carts {
  const pathOf = (username: string) => `/v1/carts/${encodeURIComponent(username)}`;
  const itemPath = (username: string, productId: string) =>
    `${pathOf(username)}/items/${encodeURIComponent(productId)}`;
  return {
    async get(token, username) {
      return toCart(await jsonOf(await ask({ token, path: pathOf(username) })));
    },

    async create(token, username) {
      await ask({ token, method: "POST", path: "/v1/carts", body: { username } });
    },

    async addItem(token, username, item) {
      const body = { items: [item] };
      const response = await ask({ token, method: "POST", path: `${pathOf(username)}/items`, body });
      const { results } = fromJson(AddItemsResponseSchema, (await jsonOf(response)) as JsonValue, options);
      const [refused] = results;
      if (refused === undefined) return;
      const field = fieldOf[refused.outcome];
      throw new RefusedError("INVALID", refused.message, [{ ...(field && { field }), message: refused.message }]);
    },

    async setQuantity(token, username, { productId, color }, quantity) {
      await ask({ token, method: "PATCH", path: itemPath(username, productId), body: { color, quantity } });
    },

    async removeItem(token, username, { productId, color }) {
      const query = new URLSearchParams({ color });
      await ask({ token, method: "DELETE", path: `${itemPath(username, productId)}?${query}` });
    },

    async *watch(token, username, signal) {
      const headers = { accept: "application/x-ndjson" };
      const { body } = await ask({ token, path: `${pathOf(username)}:watch`, headers, signal });
      if (body === null) return;
      for await (const line of readLines(body)) {
        const { result, error } = JSON.parse(line) as { result?: unknown; error?: unknown };
        if (result === undefined) throw brokenOff(error);
        yield toCart(result);
      }
    },
  };
}

/** A stream that breaks off is there to be begun again, whatever the reason: that call will say if it is a lasting one. */
function brokenOff(error: unknown): UnavailableError {
  return new UnavailableError("The stream of carts has ended", { cause: toRefusal(503, error) });
}

function toCart(json: unknown): Cart {
  const { items, totals, itemCount }: ShoppingCart = fromJson(ShoppingCartSchema, json as JsonValue, options);
  return {
    items: items.map(toItem),
    totals: totals.map(({ listTotal, discountTotal, total }) => ({
      listTotal: toMoney(listTotal),
      discountTotal: toMoney(discountTotal),
      total: toMoney(total),
    })),
    itemCount: Number(itemCount),
  };
}

function toItem({
  listPrice,
  discount,
  total,
  $typeName: _,
  $unknown: __,
  priceTime: ___,
  ...kept
}: ItemMessage): Item {
  const price = toMoney(listPrice);
  return {
    ...kept,
    listPrice: price,
    discount: discount ? toMoney(discount) : { ...price, billionths: 0n },
    total: toMoney(total),
  };
}
