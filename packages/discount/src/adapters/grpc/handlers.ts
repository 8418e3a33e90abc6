import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { implement } from "@hexmart/grpc";
import type { UseCases } from "#app/index.ts";
import type { Discount } from "#domain/discount.ts";
import { toMessage, toState } from "./mapper.ts";
import { toPageToken, toPosition } from "./page-token.ts";

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1_000;

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

    async listDiscounts({ pageSize, pageToken, state }) {
      const query = `${state}`;
      const { after, time } = toPosition(query, pageToken, now());
      const limit = Math.min(pageSize || DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
      const { discounts, hasMore } = await app.listDiscounts({ after, time, limit, state: toState(state) });
      const last = discounts.at(-1);
      return {
        discounts: discounts.map((discount) => toMessage(discount, time)),
        nextPageToken: hasMore && last ? toPageToken(query, { after: last.code, time }) : "",
      };
    },
  });
}
