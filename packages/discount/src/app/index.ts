import type { DiscountDraft } from "#domain/discount.ts";
import type { DiscountQuery, DiscountRepository } from "#ports/discount-repository.ts";
import { batchGetDiscounts } from "./batch-get-discounts.ts";
import { createDiscount } from "./create-discount.ts";
import { deleteDiscount } from "./delete-discount.ts";
import { getDiscount } from "./get-discount.ts";
import { listDiscounts } from "./list-discounts.ts";
import { seedDiscounts } from "./seed-discounts.ts";
import { type DiscountUpdate, updateDiscount } from "./update-discount.ts";

/** What the application needs from outside. */
type Ports = {
  readonly discounts: DiscountRepository;
  readonly now: () => Date;
  /** A text that no discount has had as its etag. */
  readonly newEtag: () => string;
};

/** The menu: everything the discount service can do. */
export const createUseCases = (ports: Ports) => ({
  getDiscount: (code: string) => getDiscount(ports.discounts, code),
  batchGetDiscounts: (codes: readonly string[]) => batchGetDiscounts(ports.discounts, codes),
  listDiscounts: (query: DiscountQuery) => listDiscounts(ports.discounts, query),
  createDiscount: (draft: DiscountDraft) => createDiscount(ports, draft),
  updateDiscount: (update: DiscountUpdate) => updateDiscount(ports, update),
  deleteDiscount: (code: string, etag?: string) => deleteDiscount(ports.discounts, code, etag),
  seedDiscounts: () => seedDiscounts(ports),
});

export type UseCases = ReturnType<typeof createUseCases>;
