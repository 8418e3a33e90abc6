import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import {
  ListProductsResponseSchema,
  type Product as ProductMessage,
  ProductSchema,
  ProductStatus,
} from "@hexmart/contracts/product/v1/product";
import type { Product, Stock } from "#domain/shop.ts";
import type { Products } from "#ports/shop.ts";
import { type Ask, jsonOf } from "./ask.ts";
import { toMoney } from "./money.ts";

const PAGE_SIZE = "24";

/** A field that this client does not know yet is no fault of the answer. */
const options = { ignoreUnknownFields: true };

const stocks: Readonly<Record<ProductStatus, Stock | undefined>> = {
  [ProductStatus.UNSPECIFIED]: undefined,
  [ProductStatus.IN_STOCK]: "in stock",
  [ProductStatus.LOW]: "few left",
  [ProductStatus.OUT_OF_STOCK]: "out of stock",
};

/** The catalogue, as the gateway has it in JSON by the annotations of the contract. */
export function createProducts(ask: Ask): Products {
  return {
    async list(token, pageToken) {
      const query = new URLSearchParams({ pageSize: PAGE_SIZE, orderBy: "create_time desc" });
      if (pageToken !== undefined) query.set("pageToken", pageToken);
      const response = await ask({ token, path: `/v1/products?${query}` });
      const page = fromJson(ListProductsResponseSchema, (await jsonOf(response)) as JsonValue, options);
      return { products: page.products.map(toProduct), nextPageToken: page.nextPageToken || undefined };
    },
    async get(token, id) {
      const response = await ask({ token, path: `/v1/products/${encodeURIComponent(id)}` });
      return toProduct(fromJson(ProductSchema, (await jsonOf(response)) as JsonValue, options));
    },
  };
}

function toProduct({ id, name, description, price, status }: ProductMessage): Product {
  return { id, name, description, price: toMoney(price), stock: stocks[status] };
}
