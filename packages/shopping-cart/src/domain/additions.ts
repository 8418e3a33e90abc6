import { zero } from "@hexmart/money";
import { cartFull, productNotFound, quantityTooLarge } from "./errors.ts";
import { type Prices, unitDiscount } from "./prices.ts";
import { type Cart, type Item, type ItemKey, keyOf } from "./shopping-cart.ts";

/** What is wanted, never what it costs. */
export type NewItem = ItemKey & {
  /** Made once by the caller for this addition, and repeated on a retry. */
  readonly requestId: string;
  readonly quantity: number;
  readonly discountCode: string | undefined;
};

/** What is still to be looked up before items can be added. */
export type MissingPrices = { readonly productIds: readonly string[]; readonly discountCodes: readonly string[] };

export const MAX_QUANTITY = 1_000_000;

/** So many items with the longest names and colours are one message of less than the 4 MiB that gRPC allows. */
export const MAX_ITEMS = 3_000;

/** What is not looked up yet: each product, and the code of each addition: its own, or the one that its item has. */
export function missingPrices(cart: Cart, additions: readonly NewItem[], prices: Prices): MissingPrices {
  const codeOf = new Map(cart.items.map((item) => [keyOf(item), item.discountCode]));
  const codes = additions.flatMap((addition) => {
    const code = addition.discountCode ?? codeOf.get(keyOf(addition));
    codeOf.set(keyOf(addition), code);
    return code ?? [];
  });
  return {
    productIds: [...new Set(additions.map(({ productId }) => productId))].filter((id) => !prices.products.has(id)),
    discountCodes: [...new Set(codes)].filter((code) => !prices.discounts.has(code)),
  };
}

/**
 * All of the additions, or none.
 *
 * @throws CartError `PRODUCT_NOT_FOUND`, `DISCOUNT_NOT_FOUND`, `DISCOUNT_EXPIRED`, `DISCOUNT_NOT_YET_VALID`,
 * `DISCOUNT_CURRENCY_MISMATCH`, `QUANTITY_TOO_LARGE`, `CART_FULL`
 */
export function addItems(cart: Cart, additions: readonly NewItem[], prices: Prices): Cart {
  const items = new Map(cart.items.map((item) => [keyOf(item), item]));
  for (const addition of additions) {
    const key = keyOf(addition);
    items.set(key, addToItem(cart.username, items.get(key), addition, prices));
  }
  if (items.size > MAX_ITEMS) throw cartFull(cart.username, MAX_ITEMS);
  return { ...cart, items: [...items.values()] };
}

function addToItem(username: string, item: Item | undefined, addition: NewItem, prices: Prices): Item {
  const { productId, color } = addition;
  const product = prices.products.get(productId);
  if (product === undefined) throw productNotFound(username, productId);
  const quantity = (item?.quantity ?? 0) + addition.quantity;
  if (quantity > MAX_QUANTITY) throw quantityTooLarge(username, { productId, color }, MAX_QUANTITY);
  const discountCode = addition.discountCode ?? item?.discountCode;
  return {
    productId,
    color,
    productName: product.name,
    quantity,
    listPrice: product.price,
    discountCode,
    discount:
      discountCode === undefined
        ? zero(product.price.currencyCode)
        : unitDiscount(username, product, discountCode, prices),
  };
}
