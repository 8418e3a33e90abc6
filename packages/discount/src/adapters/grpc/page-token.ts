import { Buffer } from "node:buffer";
import { RpcError } from "@hexmart/grpc";
import { z } from "zod";

/** Where a list goes on, and as of when it tells the states of what it lists. */
export type Position = { readonly after: string; readonly time: Date };

/** Read back from a caller, who may have made it up: nothing in it may do more than a request can. */
const content = z.tuple([
  z.string(),
  z.string().regex(/^[A-Z0-9_]{1,32}$/),
  z.iso.datetime().transform((text) => new Date(text)),
]);

/** Opaque to callers (AIP-158): encoded, so that nobody comes to rely on what is in it. */
export function toPageToken(query: string, { after, time }: Position): string {
  return Buffer.from(JSON.stringify([query, after, time])).toString("base64url");
}

/**
 * The position that the token of an earlier page names. The first page has no token, and starts now.
 *
 * @throws RpcError `INVALID_ARGUMENT` for a token that is none, or that belongs to another query: to go on with it would
 * answer something that nobody asked for.
 */
export function toPosition(query: string, token: string, now: Date): Position {
  if (token === "") return { after: "", time: now };
  const { data } = content.safeParse(parsed(token));
  if (data === undefined) throw refused("is not a page token of this list; leave it empty to start again");
  const [ownQuery, after, time] = data;
  if (ownQuery !== query) throw refused("belongs to a list with another state; leave it empty to start a new one");
  return { after, time };
}

function parsed(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString());
  } catch {
    return undefined;
  }
}

function refused(description: string): RpcError {
  return new RpcError("INVALID_ARGUMENT", `Cannot list discounts: page_token ${description}`, {
    details: { badRequest: { fieldViolations: [{ field: "page_token", description }] } },
  });
}
