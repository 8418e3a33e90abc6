import type { Examples } from "#domain/example.ts";

const mi10t = "01900000-0000-7000-8000-000000000001";
const p40 = "01900000-0000-7000-8000-000000000002";
const lamp = "01900000-0000-7000-8000-0000000000aa";
const movie = "01900000-0000-7000-8000-000000000001";
const seven = "01900000-0000-7000-8000-0000000000bb";
const username = "reader";
const price = { currencyCode: "USD", units: "25", nanos: 500_000_000 };
const draft = { id: lamp, name: "Lamp", description: "It shines.", price, status: "PRODUCT_STATUS_IN_STOCK" };

/** One for each operation, all on what a new shop starts with; tried in this order, every one of them succeeds. */
export const examples: Examples = {
  listMovies: { parameters: { page_size: 5, genre: "Drama", owner: "alice", order_by: "rating desc" } },
  createMovie: { body: { id: seven, title: "Seven Samurai", genre: "Drama", rating: 8.6, releaseDate: "1954-04-26" } },
  getMovie: { parameters: { id: movie } },
  replaceMovie: {
    parameters: { id: seven },
    body: { title: "Seven Samurai", genre: "Action", rating: 8.6, releaseDate: "1954-04-26" },
  },
  updateMovie: { parameters: { id: seven }, body: { rating: 8.7 } },
  deleteMovie: { parameters: { id: seven } },
  getCaller: {},

  ProductService_ListProducts: {
    parameters: { page_size: 2, status: "PRODUCT_STATUS_IN_STOCK", order_by: "price desc" },
  },
  ProductService_GetProduct: { parameters: { id: mi10t } },
  ProductService_BatchGetProducts: { parameters: { ids: mi10t } },
  ProductService_BatchGetProducts_2: { body: { ids: [mi10t, p40] } },
  ProductService_CreateProduct: { body: draft },
  ProductService_UpdateProduct: { parameters: { "product.id": lamp }, body: { description: "It shines brightly." } },
  ProductService_StreamProducts: {},
  ProductService_BulkInsertProducts: {
    body: {
      requestId: "6a4b4d2e-0f6c-4a43-9c50-3f1b7f0d2a11",
      products: [{ name: "Chair", price, status: "PRODUCT_STATUS_LOW" }],
    },
  },
  ProductService_DeleteProduct: { parameters: { id: lamp } },

  ShoppingCartService_CreateShoppingCart: { body: { username } },
  ShoppingCartService_AddItems: {
    parameters: { username },
    body: {
      items: [
        {
          requestId: "0d7a9c1e-5b1f-4f0c-8a60-2f6d1e3c4b5a",
          productId: mi10t,
          quantity: 2,
          color: "Black",
          discountCode: "CODE_100",
        },
      ],
    },
  },
  ShoppingCartService_GetShoppingCart: { parameters: { username } },
  ShoppingCartService_WatchShoppingCart: { parameters: { username } },
  ShoppingCartService_ListShoppingCartItems: { parameters: { username, page_size: 10 } },
  ShoppingCartService_UpdateQuantity: {
    parameters: { username, product_id: mi10t },
    body: { color: "Black", quantity: 1 },
  },
  ShoppingCartService_RemoveItem: { parameters: { username, product_id: mi10t, color: "Black" } },
  ShoppingCartService_BatchRemoveItems: {
    parameters: { username },
    body: { items: [{ productId: mi10t, color: "Black" }] },
  },
  ShoppingCartService_ClearShoppingCart: { parameters: { username }, body: {} },

  DiscountService_GetDiscount: { parameters: { code: "CODE_100" } },
  DiscountService_BatchGetDiscounts: { parameters: { codes: "CODE_200" } },
  DiscountService_BatchGetDiscounts_2: { body: { codes: ["CODE_100", "NO_SUCH_CODE"] } },
  DiscountService_ListDiscounts: { parameters: { page_size: 10, state: "DISCOUNT_STATE_ACTIVE" } },
  DiscountService_CreateDiscount: { body: { code: "READER", percentOff: { basisPoints: 1_500 } } },
  DiscountService_UpdateDiscount: {
    parameters: { "discount.code": "READER" },
    body: { percentOff: { basisPoints: 2_000 } },
  },
  DiscountService_DeleteDiscount: { parameters: { code: "READER" } },
};
