import { expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Movie } from "#domain/movie.ts";
import type { MovieQuery, MovieRepository } from "#ports/movie-repository.ts";
import type { OpenRepository } from "./movie-repository.contract.ts";
import { movie } from "./movies.ts";

const first: MovieQuery = {
  genre: undefined,
  owner: undefined,
  sortBy: "title",
  descending: false,
  after: undefined,
  limit: 10,
};
const idsOf = (movies: readonly Movie[]) => movies.map(({ id }) => id);

/** Lists page by page, and lets something happen between the pages. */
async function listAll(repository: MovieRepository, query: MovieQuery, between: () => Promise<unknown>) {
  const listed: Movie[] = [];
  for (;;) {
    const page = await repository.list({ ...query, after: listed.at(-1) });
    listed.push(...page);
    if (page.length < query.limit) return listed;
    await between();
  }
}

/** Few values of each, so that many movies are equal in what they are sorted by. */
const anyMovie = fc
  .record({
    title: fc.constantFrom("A", "a", "é", "\uffee", "🎬"),
    genre: fc.constantFrom("Drama", "Crime"),
    rating: fc.constantFrom(0, 8.9, 9, 10),
    releaseDate: fc.constantFrom("1957-04-10", "1994-09-23", "1994-10-14"),
    owner: fc.constantFrom("alice", "bob"),
  })
  .map(movie);

/** What a list must do; part of the suite of every movie repository. */
export function describeMovieLists(open: OpenRepository): void {
  it.each([
    ["title", ["12", "A b", "AB", "Ab", "a", "é", "\uffee", "🎬"]],
    ["rating", [0, 0.1, 8.9, 9, 10]],
    ["releaseDate", ["1957-04-10", "1994-09-23", "1994-10-14", "2008-07-18"]],
  ] as const)(
    "lists by %s, whatever language the database speaks, and descending the other way",
    async (sortBy, values) => {
      await using opened = await open();
      const sorted = values.map((value) => movie({ [sortBy]: value }));
      await opened.repository.addMissing(sorted.toReversed());

      expect(await opened.repository.list({ ...first, sortBy })).toEqual(sorted);
      expect(await opened.repository.list({ ...first, sortBy, descending: true })).toEqual(sorted.toReversed());
    },
  );

  it("lists only those of the genre and the owner asked for, and no more than the limit", async () => {
    await using opened = await open();
    const [a, b, c, d] = [
      movie({ genre: "Crime" }),
      movie({ owner: "bob" }),
      movie({ genre: "Crime", owner: "bob" }),
      movie(),
    ];
    await opened.repository.addMissing([a, b, c, d]);
    const listed = async (query: Partial<MovieQuery>) => idsOf(await opened.repository.list({ ...first, ...query }));

    expect(await listed({ genre: "Crime" })).toEqual(idsOf([a, c]));
    expect(await listed({ owner: "bob" })).toEqual(idsOf([b, c]));
    expect(await listed({ genre: "Crime", owner: "bob" })).toEqual(idsOf([c]));
    expect(await listed({ genre: "crime" })).toEqual([]);
    expect(await listed({ limit: 3 })).toEqual(idsOf([a, b, c]));
  });

  it("lists every movie that is there all the while once, in order, whatever comes and goes between the pages", async () => {
    await using opened = await open();
    const { repository } = opened;

    const lists = fc.asyncProperty(
      fc.record({
        sortBy: fc.constantFrom("title", "rating", "releaseDate"),
        descending: fc.boolean(),
        genre: fc.constantFrom(undefined, "Drama"),
        owner: fc.constantFrom(undefined, "bob"),
        limit: fc.integer({ min: 1, max: 5 }),
      }),
      fc.array(anyMovie, { maxLength: 12 }),
      fc.array(anyMovie, { maxLength: 6 }),
      fc.array(fc.array(anyMovie, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
      async (query, staying, leaving, coming) => {
        const there = [...staying, ...leaving];
        if (there.length > 0) await repository.addMissing(there);
        const batches = [...coming];
        const goers = [...leaving];

        const listed = await listAll(repository, { ...first, ...query }, async () => {
          const batch = batches.pop();
          if (batch) await repository.addMissing(batch);
          const goer = goers.pop();
          if (goer) await repository.remove(goer);
        });

        const all = await repository.list({ ...first, ...query, limit: 1_000 });
        const place = new Map(idsOf(all).map((id, at) => [id, at]));
        const places = listed.flatMap(({ id }) => place.get(id) ?? []);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(new Set(idsOf(listed)).size).toBe(listed.length);
        const wanted = staying
          .filter(({ genre }) => query.genre === undefined || genre === query.genre)
          .filter(({ owner }) => query.owner === undefined || owner === query.owner);
        expect(idsOf(listed)).toEqual(expect.arrayContaining(idsOf(wanted)));

        for (const one of [...there, ...coming.flat()]) await repository.remove(one);
      },
    );
    await fc.assert(lists, { numRuns: 50 });
  }, 60_000);
}
