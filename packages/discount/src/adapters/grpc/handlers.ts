import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { implement } from "@hexmart/grpc";
import type { UseCases } from "#app/index.ts";
import type { Discount } from "#domain/discount.ts";
import { toMessage } from "./mapper.ts";

export function discountHandlers(app: UseCases, now: () => Date) {
  const answer = (discount: Discount) => toMessage(discount, now());

  return implement(DiscountService, {
    async getDiscount({ code }) {
      return { discount: answer(await app.getDiscount(code)) };
    },

    async batchGetDiscounts({ codes }) {
      const { found, notFoundCodes } = await app.batchGetDiscounts(codes);
      return { discounts: found.map(answer), notFoundCodes: [...notFoundCodes] };
    },
  });
}
