import type { Cart, ItemKey, NewItem, Product } from "#domain/shop.ts";

export type ProductPage = { readonly products: readonly Product[]; readonly nextPageToken: string | undefined };

/** The catalogue, each call with an access token. Each throws RefusedError, TokenRefusedError or UnavailableError. */
export type Products = {
  list(token: string, pageToken: string | undefined): Promise<ProductPage>;
  get(token: string, id: string): Promise<Product>;
};

/** Carts, each call with an access token. Each throws RefusedError, TokenRefusedError or UnavailableError. */
export type Carts = {
  get(token: string, username: string): Promise<Cart>;
  /** Refused as CONFLICT when the user has one. */
  create(token: string, username: string): Promise<void>;
  /** The same request id again adds nothing. */
  addItem(token: string, username: string, item: NewItem): Promise<void>;
  setQuantity(token: string, username: string, key: ItemKey, quantity: number): Promise<void>;
  removeItem(token: string, username: string, key: ItemKey): Promise<void>;
  /** The cart, at once and whenever it changes, until the signal aborts or the service ends it. */
  watch(token: string, username: string, signal: AbortSignal): AsyncIterable<Cart>;
};
