import { describe, expect, it } from "@jest/globals";
import type { MovieRepository } from "#ports/movie-repository.ts";
import { describeMovieLists } from "./movie-lists.contract.ts";
import { movie } from "./movies.ts";

export type OpenRepository = () => Promise<{ repository: MovieRepository } & AsyncDisposable>;

/** What every movie repository must do. `open` answers an empty one. */
export function describeMovieRepository(name: string, open: OpenRepository): void {
  describe(`MovieRepository (${name})`, () => {
    it.each([
      ["with an image", { imageUrl: "https://images.example/a.png" }],
      ["with the lowest rating", { rating: 0 }],
      ["with the highest rating", { rating: 10 }],
      ["with a rating that binary cannot hold", { rating: 8.9 }],
      ["of the first day of cinema", { releaseDate: "1880-01-01" }],
      ["of a day that a time zone could shift", { releaseDate: "2199-12-31" }],
      ["with any characters", { title: "a\n🎬\u0001 \u2028é'\"\\", genre: "Ж", owner: "o'hara" }],
    ])("finds a movie %s, exactly as it was added", async (_what, more) => {
      await using opened = await open();
      const added = movie(more);
      await opened.repository.addMissing([added, movie()]);

      expect(await opened.repository.find(added.id)).toEqual(added);
    });

    it("finds nothing under an id that no movie has", async () => {
      await using opened = await open();
      await opened.repository.addMissing([movie()]);

      expect(await opened.repository.find(movie().id)).toBeUndefined();
    });

    it("leaves a movie as it is when its id is added again, and adds the others", async () => {
      await using opened = await open();
      const [one, other] = [movie(), movie()];
      await opened.repository.addMissing([one]);

      expect(await opened.repository.addMissing([{ ...one, title: "B" }, other])).toBe(1);

      expect(await opened.repository.find(one.id)).toEqual(one);
      expect(await opened.repository.find(other.id)).toEqual(other);
    });

    it("says how many it has added, so that of racing callers one knows that it was the first", async () => {
      await using opened = await open();
      const one = movie();

      const added = await Promise.all(Array.from({ length: 8 }, () => opened.repository.addMissing([one])));

      expect(added.toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    });

    it("replaces all that can change of a movie, and no other", async () => {
      await using opened = await open();
      const [stored, other] = [movie({ imageUrl: "https://images.example/a.png" }), movie()];
      await opened.repository.addMissing([stored, other]);
      const content = { title: "B", genre: "Crime", rating: 9.9, releaseDate: "1999-12-31", imageUrl: undefined };
      const revised = { ...stored, ...content, etag: "second", updateTime: new Date(1) };

      expect(await opened.repository.replace(stored, revised)).toBe(true);

      expect(await opened.repository.find(stored.id)).toEqual(revised);
      expect(await opened.repository.find(other.id)).toEqual(other);
    });

    it("replaces nothing that has changed or gone meanwhile, and so lets exactly one of racing writers win", async () => {
      await using opened = await open();
      const stored = movie();
      await opened.repository.addMissing([stored]);

      const won = await Promise.all(
        Array.from({ length: 8 }, (_, at) => opened.repository.replace(stored, { ...stored, etag: `etag ${at}` })),
      );

      expect(won.filter((success) => success)).toHaveLength(1);
      expect(await opened.repository.find(stored.id)).toMatchObject({ etag: `etag ${won.indexOf(true)}` });
      expect(await opened.repository.replace(movie(), movie())).toBe(false);
    });

    it("removes a movie that has not changed, once, and no other", async () => {
      await using opened = await open();
      const [one, other] = [movie(), movie()];
      await opened.repository.addMissing([one, other]);

      expect(await opened.repository.remove({ ...one, etag: "older" })).toBe(false);
      expect(await opened.repository.remove(one)).toBe(true);
      expect(await opened.repository.remove(one)).toBe(false);

      expect(await opened.repository.find(one.id)).toBeUndefined();
      expect(await opened.repository.find(other.id)).toEqual(other);
    });

    describeMovieLists(open);
  });
}
