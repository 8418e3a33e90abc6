import type { NewItem } from "#domain/additions.ts";

/** A stream of additions to the cart of a user, each list of them a chunk. */
export async function* additions(username: string, ...chunks: (readonly NewItem[])[]) {
  for (const items of chunks) yield { username, items };
}
