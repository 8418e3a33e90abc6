import { fakeClock } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createMemoryMovieRepository } from "#adapters/memory/movie-repository.ts";
import type { Caller } from "#domain/access.ts";
import { seeds } from "#domain/seeds.ts";
import type { MovieRepository } from "#ports/movie-repository.ts";
import { newId } from "../../test/movies.ts";
import { createUseCases } from "./index.ts";

const alice: Caller = { username: "alice", roles: ["user"] };
const bob: Caller = { username: "bob", roles: ["admin"] };
const eve: Caller = { username: "eve", roles: [] };

function open(movies: MovieRepository = createMemoryMovieRepository()) {
  const clock = fakeClock();
  let etags = 0;
  const useCases = createUseCases({ movies, now: clock.now, newId, newEtag: () => `etag ${++etags}` });
  return { clock, movies, useCases };
}

const draft = () => ({
  id: newId(),
  title: "Seven Samurai",
  genre: "Drama",
  rating: 8.6,
  releaseDate: "1954-04-26",
  imageUrl: undefined,
});

/** Does something once, just before the next call of a method: what a caller at the same time would do. */
function interpose(movies: MovieRepository, method: keyof MovieRepository, meanwhile: () => Promise<unknown>) {
  const original = movies[method].bind(movies) as (...args: unknown[]) => Promise<never>;
  const interposed = async (...args: unknown[]) => {
    Object.assign(movies, { [method]: original });
    await meanwhile();
    return original(...args);
  };
  Object.assign(movies, { [method]: interposed });
}

describe("createMovie()", () => {
  it("stores the movie for the caller, under the id of the draft or one of its own", async () => {
    const { useCases, clock } = open();
    const own = draft();

    const created = await useCases.createMovie(own, alice);
    const other = await useCases.createMovie({ ...own, id: undefined }, bob);

    expect(created).toEqual({
      ...own,
      owner: "alice",
      etag: "etag 1",
      createTime: clock.now(),
      updateTime: clock.now(),
    });
    expect(other).toMatchObject({ owner: "bob" });
    expect(other.id).not.toBe(own.id);
    expect(await useCases.getMovie(own.id)).toEqual(created);
  });

  it("answers what the first call stored when it is called again, so that a retry is safe", async () => {
    const { useCases, clock } = open();
    const own = draft();
    const created = await useCases.createMovie(own, alice);
    await clock.advance(1_000);

    expect(await useCases.createMovie(own, alice)).toEqual(created);
  });

  it.each([
    ["with other content", { rating: 1 }, alice],
    ["for another user", {}, bob],
  ])("refuses an id that is taken, %s, and leaves that as it is", async (_what, more, caller) => {
    const { useCases } = open();
    const own = draft();
    const created = await useCases.createMovie(own, alice);

    await expect(useCases.createMovie({ ...own, ...more }, caller)).rejects.toMatchObject({
      code: "MOVIE_ALREADY_EXISTS",
    });
    expect(await useCases.getMovie(own.id)).toEqual(created);
  });

  it("creates it when the one that was in the way is deleted just then", async () => {
    const { useCases, movies } = open();
    const own = draft();
    await useCases.createMovie({ ...own, rating: 1 }, alice);
    interpose(movies, "find", () => useCases.deleteMovie({ id: own.id, condition: "any" }, alice));

    expect(await useCases.createMovie(own, alice)).toMatchObject(own);
  });
});

describe("updateMovie()", () => {
  it("lets its owner and an administrator change a movie, which stays its owner's, and nobody else", async () => {
    const { useCases } = open();
    const { id } = await useCases.createMovie(draft(), alice);
    const update = (rating: number) => ({ id, changes: { rating }, condition: "any" as const });

    expect(await useCases.updateMovie(update(1), alice)).toMatchObject({ rating: 1, owner: "alice" });
    expect(await useCases.updateMovie(update(2), bob)).toMatchObject({ rating: 2, owner: "alice" });
    await expect(useCases.updateMovie(update(3), eve)).rejects.toMatchObject({ code: "MOVIE_NOT_OWNED" });
    expect(await useCases.getMovie(id)).toMatchObject({ rating: 2 });
  });

  it("does not tell somebody else whether the etag was right", async () => {
    const { useCases } = open();
    const { id } = await useCases.createMovie(draft(), alice);

    await expect(useCases.updateMovie({ id, changes: {}, condition: ["wrong"] }, eve)).rejects.toMatchObject({
      code: "MOVIE_NOT_OWNED",
    });
  });

  it("refuses the later of two changes that were made on a condition, even at the last moment", async () => {
    const { useCases, movies } = open();
    const { id, etag } = await useCases.createMovie(draft(), alice);
    const update = (rating: number) => ({ id, changes: { rating }, condition: [etag] });
    interpose(movies, "replace", () => useCases.updateMovie(update(1), bob));

    await expect(useCases.updateMovie(update(2), alice)).rejects.toMatchObject({ code: "MOVIE_CHANGED" });
    expect(await useCases.getMovie(id)).toMatchObject({ rating: 1 });
  });

  it("makes both of two changes at the same time, when neither was made on a condition", async () => {
    const { useCases, movies } = open();
    const { id } = await useCases.createMovie(draft(), alice);
    interpose(movies, "replace", () => useCases.updateMovie({ id, changes: { rating: 1 }, condition: "any" }, bob));

    await useCases.updateMovie({ id, changes: { genre: "Action" }, condition: "any" }, alice);

    expect(await useCases.getMovie(id)).toMatchObject({ rating: 1, genre: "Action" });
  });

  it("creates nothing", async () => {
    const update = { id: newId(), changes: draft(), condition: "any" as const };

    await expect(open().useCases.updateMovie(update, bob)).rejects.toMatchObject({ code: "MOVIE_NOT_FOUND" });
  });
});

describe("deleteMovie()", () => {
  it("lets its owner and an administrator delete a movie, once, and nobody else", async () => {
    const { useCases } = open();
    const [one, other] = [await useCases.createMovie(draft(), alice), await useCases.createMovie(draft(), alice)];
    const deletion = ({ id, etag }: { id: string; etag: string }) => ({ id, condition: [etag] });

    await expect(useCases.deleteMovie(deletion(one), eve)).rejects.toMatchObject({ code: "MOVIE_NOT_OWNED" });
    await useCases.deleteMovie(deletion(one), alice);
    await useCases.deleteMovie(deletion(other), bob);

    await expect(useCases.deleteMovie(deletion(one), alice)).rejects.toMatchObject({ code: "MOVIE_NOT_FOUND" });
    await expect(useCases.getMovie(other.id)).rejects.toMatchObject({ code: "MOVIE_NOT_FOUND" });
  });

  it("keeps one that has changed since its etag was read, even at the last moment", async () => {
    const { useCases, movies } = open();
    const { id, etag } = await useCases.createMovie(draft(), alice);
    interpose(movies, "remove", () => useCases.updateMovie({ id, changes: { rating: 1 }, condition: "any" }, alice));

    await expect(useCases.deleteMovie({ id, condition: [etag] }, alice)).rejects.toMatchObject({
      code: "MOVIE_CHANGED",
    });
    expect(await useCases.getMovie(id)).toMatchObject({ rating: 1 });
  });
});

describe("listMovies()", () => {
  const all = { genre: undefined, owner: undefined, sortBy: "title", descending: false, after: undefined } as const;

  it("says whether there are more, and a last page that is full has none", async () => {
    const { useCases } = open();
    await useCases.seedMovies();

    expect((await useCases.listMovies({ ...all, limit: 7 })).hasMore).toBe(true);
    const last = await useCases.listMovies({ ...all, limit: 8 });
    expect([last.movies.length, last.hasMore]).toEqual([8, false]);
  });
});

describe("seedMovies()", () => {
  it("gives an empty database the movies of the original, each with its owner", async () => {
    const { useCases } = open();

    await useCases.seedMovies();

    const stored = await Promise.all(seeds.map(({ id }) => useCases.getMovie(id)));
    expect(stored.map(({ title, rating, owner }) => `${title} ${rating} ${owner}`)).toEqual([
      "The Shawshank Redemption 9.3 alice",
      "The Godfather 9.2 alice",
      "The Dark Knight 9.1 bob",
      "12 Angry Men 8.9 bob",
      "Schindler's List 8.9 alice",
      "Pulp Fiction 8.9 alice",
      "Fight Club 8.8 bob",
      "Forrest Gump 8.8 bob",
    ]);
  });

  it("leaves a database that has any as it is: what was deleted does not come back", async () => {
    const { useCases } = open();
    await useCases.seedMovies();
    const [{ id } = { id: "" }] = seeds;
    await useCases.deleteMovie({ id, condition: "any" }, bob);

    await useCases.seedMovies();

    await expect(useCases.getMovie(id)).rejects.toMatchObject({ code: "MOVIE_NOT_FOUND" });
  });
});
