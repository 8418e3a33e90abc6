import { canonicalId } from "#domain/product.ts";

/** What was found, in the order of the ids asked for, and the ids that no product has. */
export type Batch<Found> = { readonly found: readonly Found[]; readonly notFoundIds: readonly string[] };

/** One look-up however many ids, so that pricing a cart does not cost a call a line. */
export async function batchGet<Found extends { readonly id: string }>(
  find: (ids: readonly string[]) => Promise<Found[]>,
  ids: readonly string[],
): Promise<Batch<Found>> {
  const byId = new Map((await find(ids.map(canonicalId))).map((product) => [product.id, product]));
  return {
    found: ids.flatMap((id) => byId.get(canonicalId(id)) ?? []),
    notFoundIds: ids.filter((id) => !byId.has(canonicalId(id))),
  };
}
