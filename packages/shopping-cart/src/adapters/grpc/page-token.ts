import { Buffer } from "node:buffer";
import { RpcError } from "@hexmart/grpc";
import { z } from "zod";

/** Read back from a caller, who may have made it up: nothing in it may do more than a request can. */
const content = z.tuple([z.string(), z.int32().positive()]);

/** Opaque to callers (AIP-158): encoded, so that nobody comes to rely on what is in it. */
export function toPageToken(username: string, after: number): string {
  return Buffer.from(JSON.stringify([username, after])).toString("base64url");
}

/**
 * The place behind which the token of an earlier page goes on; the first page has no token.
 *
 * @throws RpcError `INVALID_ARGUMENT` for a token that is none, or that belongs to the cart of another user.
 */
export function toPosition(username: string, token: string): number {
  if (token === "") return 0;
  const { data } = content.safeParse(parsed(token));
  if (data === undefined) throw refused("is not a page token of this list; leave it empty to start again");
  const [owner, after] = data;
  if (owner !== username) throw refused("belongs to the cart of another user; leave it empty to start a new list");
  return after;
}

function parsed(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString());
  } catch {
    return undefined;
  }
}

function refused(description: string): RpcError {
  return new RpcError("INVALID_ARGUMENT", `Cannot list items: page_token ${description}`, {
    details: { badRequest: { fieldViolations: [{ field: "page_token", description }] } },
  });
}
