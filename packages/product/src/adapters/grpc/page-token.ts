import { pageTokens } from "@hexmart/grpc/page-token";
import { money, toDecimal } from "@hexmart/money";
import { z } from "zod";
import type { ProductPosition } from "#ports/product-repository.ts";

/** The place of a product whatever a list is sorted by; the bounds are those of the contract. */
const position = z
  .object({
    id: z.uuid(),
    name: z
      .string()
      .max(400) // 200 characters, of which some count as two here
      .refine((name) => !name.includes("\0")),
    currencyCode: z.string().regex(/^[A-Z]{3}$/),
    amount: z.string().regex(/^\d{1,19}(\.\d{1,9})?$/),
    createTime: z.iso
      .datetime()
      .refine((text) => text >= "1970") // PostgreSQL knows no year 0000
      .transform((text) => new Date(text)),
  })
  .transform(({ currencyCode, amount, ...kept }): ProductPosition => ({ ...kept, price: money(currencyCode, amount) }));

const tokens = pageTokens({ list: "products", parse: (content) => position.safeParse(content).data });

/** The token that goes on after the product; it holds no more of it than its place. */
export function toPageToken(query: string, { id, name, price, createTime }: ProductPosition): string {
  return tokens.write(query, { id, name, currencyCode: price.currencyCode, amount: toDecimal(price), createTime });
}

/**
 * The place after which the token of an earlier page goes on; undefined for the first page.
 *
 * @throws RpcError `INVALID_ARGUMENT` for a token that is none, or that belongs to another query
 */
export function toPosition(query: string, token: string): ProductPosition | undefined {
  return tokens.read(query, token);
}
