import { pageTokens } from "@hexmart/grpc/page-token";
import { z } from "zod";

/** Where a list goes on, and as of when it tells the states of what it lists. */
export type Position = { readonly after: string; readonly time: Date };

const position = z.object({
  after: z.string().regex(/^[A-Z0-9_]{1,32}$/),
  time: z.iso.datetime().transform((text) => new Date(text)),
});

const tokens = pageTokens({ list: "discounts", parse: (content) => position.safeParse(content).data });

export function toPageToken(query: string, position: Position): string {
  return tokens.write(query, position);
}

/**
 * The position that the token of an earlier page names. The first page has no token, and starts now.
 *
 * @throws RpcError `INVALID_ARGUMENT` for a token that is none, or that belongs to another query
 */
export function toPosition(query: string, token: string, now: Date): Position {
  return tokens.read(query, token) ?? { after: "", time: now };
}
