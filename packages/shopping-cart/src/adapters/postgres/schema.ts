import { defineEntity, p } from "@mikro-orm/core";
import type { InferKyselyTable } from "@mikro-orm/postgresql";

/** A row of the table `carts`: what is locked while a cart is changed. */
export const CartRow = defineEntity({
  name: "CartRow",
  tableName: "carts",
  properties: {
    username: p.text().primary(),
  },
});

/** A row of the table `cart_items`. */
export const ItemRow = defineEntity({
  name: "ItemRow",
  tableName: "cart_items",
  properties: {
    username: p.text().primary(),
    productId: p.uuid().primary(),
    color: p.text().primary(),
    /** Grows in the order of first addition. */
    position: p.integer(),
    productName: p.text(),
    quantity: p.integer(),
    listPrice: p.decimal("string").precision(28).scale(9),
    discountCode: p.text().nullable(),
    discount: p.decimal("string").precision(28).scale(9),
    currencyCode: p.character().length(3),
  },
});

/** A row of the table `applied_requests`: an addition that a retry must not make again. */
export const AppliedRequestRow = defineEntity({
  name: "AppliedRequestRow",
  tableName: "applied_requests",
  properties: {
    username: p.text().primary(),
    requestId: p.uuid().primary(),
    appliedAt: p.datetime(),
  },
});

export const entities = [CartRow, ItemRow, AppliedRequestRow];

/** The tables as SQL names them. */
export type Tables = {
  carts: InferKyselyTable<typeof CartRow>;
  cart_items: InferKyselyTable<typeof ItemRow>;
  applied_requests: InferKyselyTable<typeof AppliedRequestRow>;
};

export type ItemColumns = {
  readonly [Column in keyof Tables["cart_items"]]: Tables["cart_items"][Column];
};
