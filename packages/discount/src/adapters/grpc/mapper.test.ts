import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { FieldMaskSchema, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { DiscountSchema, DiscountState } from "@hexmart/contracts/discount/v1/discount";
import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { discountFrom } from "#domain/discount.ts";
import { toChanges, toDraft, toMessage } from "./mapper.ts";

const [spring, summer] = [new Date("2030-03-20T00:00:00.001Z"), new Date("2030-06-21T00:00:00.999Z")];
const tenOff = { kind: "amountOff", amount: money("USD", "10") } as const;
const partOff = { kind: "percentOff", basisPoints: 1_250 } as const;
const made = { now: new Date("2030-01-01T00:00:00Z"), etag: "first" };

describe("toMessage()", () => {
  it.each([tenOff, partOff])(
    "sends everything that a discount is, so that toDraft() reads it back: $kind",
    (reduction) => {
      const draft = { code: "SPRING", reduction, startTime: spring, endTime: summer };
      const message = create(DiscountSchema, toMessage(discountFrom(draft, made), spring));

      expect(toDraft(message)).toEqual(draft);
      expect(message).toMatchObject({
        state: DiscountState.ACTIVE,
        etag: "first",
        createTime: timestampFromDate(made.now),
        updateTime: timestampFromDate(made.now),
      });
    },
  );

  it("leaves out a time that is not set, and tells the state at the time given", () => {
    const discount = discountFrom({ code: "SPRING", reduction: tenOff, startTime: spring, endTime: undefined }, made);
    const message = create(DiscountSchema, toMessage(discount, made.now));

    expect(message.endTime).toBeUndefined();
    expect(message.state).toBe(DiscountState.SCHEDULED);
  });
});

describe("toChanges()", () => {
  const message: MessageInitShape<typeof DiscountSchema> = {
    code: "SPRING",
    reduction: { case: "percentOff", value: { basisPoints: 1_250 } },
    endTime: timestampFromDate(summer),
  };

  it.each([
    ["what is set, without a mask", undefined, { reduction: partOff, endTime: summer }],
    ["what is set, with an empty mask", [], { reduction: partOff, endTime: summer }],
    ["everything, set or not, with a star", ["*"], { reduction: partOff, startTime: undefined, endTime: summer }],
    ["what the mask names, and nothing else that is set", ["end_time"], { endTime: summer }],
    ["a time that the mask names and that is not set, to nothing", ["start_time"], { startTime: undefined }],
    ["the reduction that the mask names", ["percent_off"], { reduction: partOff }],
    ["nothing that only the service sets", ["code", "state", "etag", "create_time", "update_time"], {}],
  ])("changes %s", (_what, paths, changes) => {
    const mask = paths && create(FieldMaskSchema, { paths });

    expect(toChanges(create(DiscountSchema, message), mask)).toStrictEqual(changes);
  });
});
