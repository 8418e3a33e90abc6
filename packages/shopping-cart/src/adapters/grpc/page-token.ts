import { pageTokens } from "@hexmart/grpc/page-token";
import { z } from "zod";

const place = z.int32().positive();

const tokens = pageTokens({ list: "items", parse: (content) => place.safeParse(content).data });

export function toPageToken(username: string, after: number): string {
  return tokens.write(username, after);
}

/**
 * The place behind which the token of an earlier page goes on; the first page has no token.
 *
 * @throws RpcError `INVALID_ARGUMENT` for a token that is none, or that belongs to the cart of another user.
 */
export function toPosition(username: string, token: string): number {
  return tokens.read(username, token) ?? 0;
}
