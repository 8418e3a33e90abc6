import { enumToJson, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  type Discount,
  type DiscountSchema,
  DiscountService,
  DiscountStateSchema,
} from "@hexmart/contracts/discount/v1/discount";
import { RpcError } from "@hexmart/grpc";
import { fromParts, toDecimal } from "@hexmart/money";
import type { Shop } from "./shop.ts";

export const services = ["identity", "discount"] as const;

export async function lesson(shop: Shop): Promise<void> {
  using discounts = shop.connect(DiscountService, "discount");

  console.log("\nAsk what a code is worth");
  const { discount: known } = await discounts.getDiscount({ code: "CODE_100" });
  console.log(`  ${show(known)}`);

  console.log("Ask for a code that nobody has made");
  await refused(discounts.getDiscount({ code: "NOPE" }));

  console.log("Ask for both at once");
  const { discounts: found, notFoundCodes } = await discounts.batchGetDiscounts({ codes: ["NOPE", "CODE_100"] });
  console.log(`  found ${found.map(({ code }) => code)}, not found ${notFoundCodes}`);

  const spring: MessageInitShape<typeof DiscountSchema> = {
    code: "SPRING",
    reduction: { case: "percentOff", value: { basisPoints: 1_250 } },
  };
  console.log("\nCreate a discount of 12.5 %, lose the answer, and send it again");
  const { discount: first } = await discounts.createDiscount({ discount: spring });
  const { discount: again } = await discounts.createDiscount({ discount: spring });
  console.log(`  ${show(again)}: ${again?.etag === first?.etag ? "made once" : "made twice"}`);

  console.log("Create it with other content");
  await refused(discounts.createDiscount({ discount: { ...spring, endTime: timestampFromDate(new Date()) } }));

  console.log("\nEnd it now, if it is still what was read");
  const ended = { code: "SPRING", etag: first?.etag ?? "", endTime: timestampFromDate(new Date()) };
  const { discount: over } = await discounts.updateDiscount({ discount: ended, updateMask: { paths: ["end_time"] } });
  console.log(`  ${show(over)}`);

  console.log("Delete what was read before that");
  await refused(discounts.deleteDiscount({ code: "SPRING", etag: first?.etag ?? "" }));
}

function show(discount: Discount | undefined): string {
  if (discount === undefined) throw new Error("There is no discount in the answer");
  const { code, reduction, state } = discount;
  const off = {
    amountOff: () => (reduction.case === "amountOff" ? `${toDecimal(fromParts(reduction.value))} USD` : ""),
    percentOff: () => (reduction.case === "percentOff" ? `${reduction.value.basisPoints / 100} %` : ""),
  };
  return `${code} takes off ${reduction.case ? off[reduction.case]() : "nothing"}, ${enumToJson(DiscountStateSchema, state)}`;
}

async function refused(call: Promise<unknown>): Promise<void> {
  const error = await call.then(
    () => new Error("It was not refused"),
    (refusal: unknown) => refusal,
  );
  if (!(error instanceof RpcError)) throw error;
  console.log(`  ${error.code}: ${error.message}`);
}
