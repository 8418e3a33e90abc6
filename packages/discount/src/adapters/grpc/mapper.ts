import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type DiscountSchema, DiscountState as StateMessage } from "@hexmart/contracts/discount/v1/discount";
import { toParts } from "@hexmart/money";
import { type Discount, type DiscountState, type Reduction, stateAt } from "#domain/discount.ts";

type DiscountInit = MessageInitShape<typeof DiscountSchema>;

const stateMessages: Readonly<Record<DiscountState, StateMessage>> = {
  scheduled: StateMessage.SCHEDULED,
  active: StateMessage.ACTIVE,
  expired: StateMessage.EXPIRED,
};

/** Not to say which state is to say any. */
export function toState(message: StateMessage): DiscountState | undefined {
  switch (message) {
    case StateMessage.SCHEDULED:
      return "scheduled";
    case StateMessage.ACTIVE:
      return "active";
    case StateMessage.EXPIRED:
      return "expired";
    case StateMessage.UNSPECIFIED:
      return undefined;
  }
}

/** A discount as the contract sends it, with the state that it has at that time. */
export function toMessage(discount: Discount, time: Date): DiscountInit {
  const { code, reduction, startTime, endTime, etag, createTime, updateTime } = discount;
  return {
    code,
    reduction: toReductionMessage(reduction),
    ...(startTime && { startTime: timestampFromDate(startTime) }),
    ...(endTime && { endTime: timestampFromDate(endTime) }),
    state: stateMessages[stateAt(discount, time)],
    etag,
    createTime: timestampFromDate(createTime),
    updateTime: timestampFromDate(updateTime),
  };
}

function toReductionMessage(reduction: Reduction): NonNullable<DiscountInit["reduction"]> {
  switch (reduction.kind) {
    case "amountOff":
      return { case: "amountOff", value: toParts(reduction.amount) };
    case "percentOff":
      return { case: "percentOff", value: { basisPoints: reduction.basisPoints } };
  }
}
