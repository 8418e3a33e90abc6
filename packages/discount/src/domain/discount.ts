import type { Money } from "@hexmart/money";

/** What a customer's code is worth. */
export type Discount = { readonly code: string; readonly reduction: Reduction };

/** How a price is reduced. A union, so that a new kind is a compile error wherever it is not handled. */
export type Reduction = { readonly kind: "amountOff"; readonly amount: Money };
