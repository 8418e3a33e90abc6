import { defineEntity, type InferEntity, p } from "@mikro-orm/core";
import type { Movie } from "#domain/movie.ts";

/** A row of the table `movies`. */
export const MovieRow = defineEntity({
  name: "MovieRow",
  tableName: "movies",
  properties: {
    id: p.uuid().primary(),
    title: p.text(),
    genre: p.text(),
    rating: p.decimal("string").precision(3).scale(1),
    releaseDate: p.date(),
    imageUrl: p.text().nullable(),
    owner: p.text(),
    etag: p.text(),
    createTime: p.datetime(3),
    updateTime: p.datetime(3),
  },
});

type Row = InferEntity<typeof MovieRow>;

export function toMovie(row: Row): Movie {
  const { id, title, genre, rating, releaseDate, imageUrl, owner, etag, createTime, updateTime } = row;
  return {
    id,
    title,
    genre,
    rating: Number(rating),
    releaseDate,
    imageUrl: imageUrl ?? undefined,
    owner,
    etag,
    createTime,
    updateTime,
  };
}

export function toRow({ rating, imageUrl, ...kept }: Movie) {
  return { ...kept, rating: rating.toFixed(1), imageUrl: imageUrl ?? null };
}
