import { clearField } from "@bufbuild/protobuf";
import type { FieldMask } from "@bufbuild/protobuf/wkt";
import { type Product as ProductMessage, ProductSchema } from "@hexmart/contracts/product/v1/product";

/** The fields of an offer, by their names in the contract. */
const OFFERED: ReadonlySet<string> = new Set(["id", "name", "price"]);

/** What of products is to be answered. */
export type Reading = {
  /** Whether an offer has all of it. */
  readonly isOffer: boolean;
  /** Takes out of new messages what was not asked for. */
  cut(messages: ProductMessage[]): ProductMessage[];
};

/** Reads a mask, by AIP-157: to name nothing is to ask for everything. The id is always answered. */
export function toReading(mask: FieldMask | undefined): Reading {
  const paths = new Set(mask?.paths);
  if (paths.size === 0 || paths.has("*")) return { isOffer: false, cut: (messages) => messages };
  const isOffer = [...paths].every((path) => OFFERED.has(path));
  const unwanted = ProductSchema.fields.filter(({ name }) => name !== "id" && !paths.has(name));
  // Of an offer the rest is empty.
  const full = unwanted.filter(({ name }) => !isOffer || OFFERED.has(name));
  return {
    isOffer,
    cut(messages) {
      for (const field of full) for (const message of messages) clearField(message, field);
      return messages;
    },
  };
}
