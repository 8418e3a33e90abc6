import { PageTokenError, pageTokens as tokensOf } from "@hexmart/page-token";
import { RpcError } from "./rpc-error.ts";

/** What the page tokens of a list are made of. */
export type PageTokenOptions<Position> = {
  /** What is listed, in the plural, for error messages: "discounts". */
  readonly list: string;
  /**
   * The position in a token's content, or undefined where it is none. A caller may have made the token up: nothing in it
   * may do more than a request can.
   */
  readonly parse: (content: unknown) => Position | undefined;
};

/**
 * The page tokens of a list (AIP-158), as `@hexmart/page-token` makes them; but `read` throws an RpcError
 * `INVALID_ARGUMENT` with a BadRequest on `page_token` for the token of another query, and for one that is none.
 *
 * @example
 * ```ts
 * const tokens = pageTokens({
 *   list: "discounts",
 *   parse: (content) => (typeof content === "string" ? content : undefined),
 * });
 * const nextPageToken = tokens.write("state=ACTIVE", "CODE_100");
 * tokens.read("state=ACTIVE", nextPageToken); // "CODE_100"
 * ```
 */
export function pageTokens<Position>({ list, parse }: PageTokenOptions<Position>) {
  const { write, read } = tokensOf(parse);
  return {
    write,
    read(query: string, token: string): Position | undefined {
      try {
        return read(query, token);
      } catch (error) {
        throw error instanceof PageTokenError ? refused(list, error) : error;
      }
    },
  };
}

function refused(list: string, cause: PageTokenError): RpcError {
  const description = cause.message;
  return new RpcError("INVALID_ARGUMENT", `Cannot list ${list}: page_token ${description}`, {
    details: { badRequest: { fieldViolations: [{ field: "page_token", description }] } },
    cause,
  });
}
