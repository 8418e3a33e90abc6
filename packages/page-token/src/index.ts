import { Buffer } from "node:buffer";

/** A page token that cannot be gone on from. Its message says what is wrong with it and what to do. */
export class PageTokenError extends Error {
  override readonly name = "PageTokenError";
}

/**
 * The page tokens of a list (AIP-158): opaque to callers, encoded so that nobody comes to rely on what is in them, and
 * bound to their query. They are not signed: a caller may have made one up, so nothing in it may do more than a request
 * can. `parse` answers the position in a token's content, or undefined where it is none.
 *
 * `write(query, content)` makes the token that goes on after a position, whose `content` JSON can hold. `read(query,
 * token)` answers the position, and undefined for the empty token of a first page. `query` is a text that is another one
 * for each other filter and order: to go on with the token of another query would answer something nobody asked for, so
 * `read` throws a PageTokenError then, and for a token that is none.
 *
 * @example
 * ```ts
 * const tokens = pageTokens((content) => (typeof content === "string" ? content : undefined));
 * const nextPageToken = tokens.write("state=ACTIVE", "CODE_100");
 * tokens.read("state=ACTIVE", nextPageToken); // "CODE_100"
 * ```
 */
export function pageTokens<Position>(parse: (content: unknown) => Position | undefined) {
  return {
    write(query: string, content: unknown): string {
      return Buffer.from(JSON.stringify([query, content])).toString("base64url");
    },

    read(query: string, token: string): Position | undefined {
      if (token === "") return undefined;
      const [ownQuery, content] = decoded(token);
      const position = parse(content);
      if (typeof ownQuery !== "string" || position === undefined) {
        throw new PageTokenError("is not a page token of this list; leave it empty to start again");
      }
      if (ownQuery !== query) {
        throw new PageTokenError("belongs to another list, filter or order; leave it empty to start a new one");
      }
      return position;
    },
  };
}

function decoded(token: string): readonly unknown[] {
  try {
    const json: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    return Array.isArray(json) ? json : [];
  } catch {
    return [];
  }
}
