import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { implement } from "@hexmart/grpc";
import type { UseCases } from "#app/index.ts";
import { toMessage } from "./mapper.ts";

export const discountHandlers = (app: UseCases) =>
  implement(DiscountService, {
    async getDiscount({ code }) {
      return { discount: toMessage(await app.getDiscount(code)) };
    },

    async batchGetDiscounts({ codes }) {
      const { found, notFoundCodes } = await app.batchGetDiscounts(codes);
      return { discounts: found.map(toMessage), notFoundCodes: [...notFoundCodes] };
    },
  });
