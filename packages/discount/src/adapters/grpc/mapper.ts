import type { MessageInitShape } from "@bufbuild/protobuf";
import type { DiscountSchema } from "@hexmart/contracts/discount/v1/discount";
import { toParts } from "@hexmart/money";
import type { Discount } from "#domain/discount.ts";

/** A discount as the contract sends it. */
export function toMessage({ code, reduction }: Discount): MessageInitShape<typeof DiscountSchema> {
  return { code, reduction: { case: reduction.kind, value: toParts(reduction.amount) } };
}
