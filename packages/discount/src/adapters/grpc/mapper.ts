import type { MessageInitShape } from "@bufbuild/protobuf";
import { type FieldMask, type Timestamp, timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  type Discount as DiscountMessage,
  type DiscountSchema,
  DiscountState as StateMessage,
} from "@hexmart/contracts/discount/v1/discount";
import { fromParts, toParts } from "@hexmart/money";
import {
  type Discount,
  type DiscountChanges,
  type DiscountDraft,
  type DiscountState,
  type Reduction,
  stateAt,
} from "#domain/discount.ts";

type DiscountInit = MessageInitShape<typeof DiscountSchema>;

const stateMessages: Readonly<Record<DiscountState, StateMessage>> = {
  scheduled: StateMessage.SCHEDULED,
  active: StateMessage.ACTIVE,
  expired: StateMessage.EXPIRED,
};

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

/** What a client may say of a discount. The contract's rules have been checked before. */
export function toDraft({ code, reduction, startTime, endTime }: DiscountMessage): DiscountDraft {
  return { code, reduction: toReduction(reduction), startTime: toDate(startTime), endTime: toDate(endTime) };
}

/** What the mask names, or, without one, what the message has. That a named reduction is there is a rule of the contract. */
export function toChanges({ reduction, startTime, endTime }: DiscountMessage, mask?: FieldMask): DiscountChanges {
  const paths = new Set(mask?.paths);
  const changes = (path: string, given: boolean) => (paths.size === 0 ? given : paths.has("*") || paths.has(path));
  const reduced = changes("amount_off", true) || changes("percent_off", true);
  return {
    ...(reduction.case && reduced && { reduction: toReduction(reduction) }),
    ...(changes("start_time", startTime !== undefined) && { startTime: toDate(startTime) }),
    ...(changes("end_time", endTime !== undefined) && { endTime: toDate(endTime) }),
  };
}

function toReduction(reduction: DiscountMessage["reduction"]): Reduction {
  switch (reduction.case) {
    case "amountOff":
      return { kind: "amountOff", amount: fromParts(reduction.value) };
    case "percentOff":
      return { kind: "percentOff", basisPoints: reduction.value.basisPoints };
    default:
      throw new TypeError("Cannot read a discount without a reduction: it was not validated");
  }
}

const toDate = (timestamp: Timestamp | undefined) => timestamp && timestampDate(timestamp);
