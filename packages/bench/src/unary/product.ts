import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  GetProductRequestSchema,
  type GetProductResponse,
  GetProductResponseSchema,
  type Product,
  ProductSchema,
  ProductStatus,
} from "@hexmart/contracts/product/v1/product";

/** The one product that every server knows, with all of its fields set. */
const product: Product = create(ProductSchema, {
  id: "0199a3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b",
  name: "Mi 10T Pro 5G",
  description: "A phone with a camera that sees in the dark",
  price: { currencyCode: "EUR", units: 699n, nanos: 990_000_000 },
  status: ProductStatus.IN_STOCK,
  createTime: timestampFromDate(new Date("2026-01-02T03:04:05.678Z")),
});

const products: ReadonlyMap<string, Product> = new Map([[product.id, product]]);

/** What is asked for. */
export const request = create(GetProductRequestSchema, { id: product.id });

/** The answer of a service that keeps its products in memory. */
export function getProduct(id: string): GetProductResponse {
  const found = products.get(id);
  return create(GetProductResponseSchema, found === undefined ? {} : { product: found });
}
