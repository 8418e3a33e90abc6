import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type {
  ItemSchema,
  NewItemSchema,
  ShoppingCartSchema,
  TotalsSchema,
} from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { toParts } from "@hexmart/money";
import type { NewItem } from "#domain/additions.ts";
import { type Cart, type Item, type ItemKey, type Totals, totalsOfItem } from "#domain/shopping-cart.ts";

/** A cart as the contract sends it. */
export function toCartMessage(cart: Cart): MessageInitShape<typeof ShoppingCartSchema> {
  return {
    username: cart.username,
    items: cart.items.map(toItemMessage),
    itemCount: BigInt(cart.itemCount),
    totals: cart.totals.map(toTotalsMessage),
  };
}

export function toTotalsMessage(totals: Totals): MessageInitShape<typeof TotalsSchema> {
  return {
    listTotal: toParts(totals.listTotal),
    discountTotal: toParts(totals.discountTotal),
    total: toParts(totals.total),
  };
}

export function toItemMessage(item: Item): MessageInitShape<typeof ItemSchema> {
  return {
    productId: item.productId,
    color: item.color,
    productName: item.productName,
    quantity: item.quantity,
    listPrice: toParts(item.listPrice),
    discountCode: item.discountCode ?? "",
    discount: toParts(item.discount),
    total: toParts(totalsOfItem(item).total),
    priceTime: timestampFromDate(item.priceTime),
  };
}

export function toNewItem(message: MessageShape<typeof NewItemSchema>): NewItem {
  return {
    requestId: canonicalId(message.requestId),
    productId: canonicalId(message.productId),
    color: message.color,
    quantity: message.quantity,
    discountCode: message.discountCode === "" ? undefined : message.discountCode,
  };
}

export const toItemKey = ({ productId, color }: ItemKey): ItemKey => ({ productId: canonicalId(productId), color });

/** A UUID may be written in capitals, and is the same then. */
const canonicalId = (id: string): string => id.toLowerCase();
