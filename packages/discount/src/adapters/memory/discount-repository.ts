import { type Discount, stateAt } from "#domain/discount.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";

/** Keeps discounts in this process: for tests, and for a service that needs no database. */
export function createMemoryDiscountRepository(): DiscountRepository {
  const byCode = new Map<string, Discount>();
  return {
    async findByCodes(codes) {
      return codes.flatMap((code) => byCode.get(code) ?? []);
    },

    async list({ after, state, time, limit }) {
      return [...byCode.values()]
        .filter((discount) => discount.code > after && (state === undefined || stateAt(discount, time) === state))
        .toSorted((a, b) => (a.code < b.code ? -1 : 1))
        .slice(0, limit);
    },

    async addMissing(discounts) {
      const sizeBefore = byCode.size;
      for (const discount of discounts) {
        if (!byCode.has(discount.code)) byCode.set(discount.code, discount);
      }
      return byCode.size - sizeBefore;
    },

    async replace(stored, revised) {
      const unchanged = byCode.get(stored.code)?.etag === stored.etag;
      if (unchanged) byCode.set(revised.code, revised);
      return unchanged;
    },

    async remove({ code, etag }) {
      return byCode.get(code)?.etag === etag && byCode.delete(code);
    },
  };
}
