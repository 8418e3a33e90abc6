import type { Cart } from "#domain/shop.ts";
import { formatMoney } from "./formats.ts";

/** A cart as its template shows it. */
export function toCartView({ items, totals, itemCount }: Cart) {
  return {
    items: items.map((item) => ({
      ...item,
      // Of which item a control is, within the page.
      key: `${item.productId}-${item.color.replace(/\W/g, "_")}`,
      listPrice: formatMoney(item.listPrice),
      discount: item.discount.billionths === 0n ? undefined : formatMoney(item.discount),
      total: formatMoney(item.total),
    })),
    totals: totals.map(({ listTotal, discountTotal, total }) => ({
      listTotal: formatMoney(listTotal),
      discountTotal: `${discountTotal.billionths === 0n ? "" : "−"}${formatMoney(discountTotal)}`,
      total: formatMoney(total),
    })),
    more: itemCount - items.length,
  };
}
