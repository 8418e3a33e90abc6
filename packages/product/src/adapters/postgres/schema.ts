import { defineEntity, p } from "@mikro-orm/core";

/** A row of the table `products`. */
export const ProductRow = defineEntity({
  name: "ProductRow",
  tableName: "products",
  checks: [{ name: "products_price_check", expression: "price >= 0" }],
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    description: p.text(),
    price: p.decimal("string").precision(28).scale(9),
    currencyCode: p.character().length(3),
    status: p.enum(["inStock", "low", "outOfStock"] as const),
    createTime: p.datetime(),
  },
});
