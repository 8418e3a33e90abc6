import { pageTokens } from "@hexmart/page-token";
import { z } from "zod";
import type { MoviePosition, MovieQuery } from "#ports/movie-repository.ts";

/** A caller may have made it up, so it is held to what PostgreSQL can compare. A title has 200 characters, some of two units. */
const position = z.object({
  id: z.uuid(),
  title: z
    .string()
    .max(200)
    .regex(/^[^\0\ud800-\udfff]*$/u),
  rating: z.number().min(0).max(10),
  releaseDate: z.iso.date().regex(/^(18|19|20|21)/),
});

const tokens = pageTokens<MoviePosition>((content) => position.safeParse(content).data);

type Selection = Pick<MovieQuery, "genre" | "owner" | "sortBy" | "descending">;

const textOf = ({ genre, owner, sortBy, descending }: Selection) =>
  JSON.stringify([genre ?? null, owner ?? null, sortBy, descending]);

export function toPageToken(selection: Selection, { id, title, rating, releaseDate }: MoviePosition): string {
  return tokens.write(textOf(selection), { id, title, rating, releaseDate });
}

/**
 * The place that the token of an earlier page names; the first page has neither.
 *
 * @throws PageTokenError for a token that is none, or that belongs to another query
 */
export function toPosition(selection: Selection, token: string): MoviePosition | undefined {
  return tokens.read(textOf(selection), token);
}
