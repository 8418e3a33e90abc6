import { type Discount as DiscountMessage, DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { implement } from "@hexmart/grpc";
import type { UseCases } from "#app/index.ts";
import type { Discount } from "#domain/discount.ts";
import { toChanges, toDraft, toMessage, toState } from "./mapper.ts";
import { toPageToken, toPosition } from "./page-token.ts";

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1_000;

export function discountHandlers(app: UseCases, now: () => Date) {
  const answer = (discount: Discount) => toMessage(discount, now());

  return implement(DiscountService, {
    // #region get
    async getDiscount({ code }) {
      return { discount: answer(await app.getDiscount(code)) };
    },
    // #endregion get

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

    async createDiscount({ discount }) {
      return { discount: answer(await app.createDiscount(toDraft(given(discount)))) };
    },

    async updateDiscount({ discount, updateMask }) {
      const { code, etag } = given(discount);
      const changes = toChanges(given(discount), updateMask);
      return { discount: answer(await app.updateDiscount({ code, changes, etag: etag || undefined })) };
    },

    async deleteDiscount({ code, etag }) {
      await app.deleteDiscount(code, etag || undefined);
      return {};
    },
  });
}

function given(discount: DiscountMessage | undefined): DiscountMessage {
  if (discount === undefined) throw new TypeError("Cannot read a discount that is missing: it was not validated");
  return discount;
}
