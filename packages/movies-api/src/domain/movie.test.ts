import { describe, expect, it } from "@jest/globals";
import { movie } from "../../test/movies.ts";
import { assertUnchanged, movieFrom, revise, sameContent } from "./movie.ts";

const made = { now: new Date("2031-01-01T00:00:00Z"), etag: "made" };

describe("movieFrom()", () => {
  it("keeps the content and nothing else that a caller smuggles in", () => {
    const smuggled = { ...movie({ owner: "mallory", etag: "mine", createTime: new Date(0) }), price: 1 };

    expect(movieFrom(smuggled, { id: "the id", owner: "alice" }, made)).toEqual({
      id: "the id",
      title: "A",
      genre: "Drama",
      rating: 5,
      releaseDate: "2000-02-29",
      imageUrl: undefined,
      owner: "alice",
      etag: "made",
      createTime: made.now,
      updateTime: made.now,
    });
  });

  it.each([
    [8.95, 9],
    [8.94, 8.9],
    [0.04, 0],
    [10, 10],
  ])("keeps a rating of %d as %d, in tenths", (rating, kept) => {
    expect(movieFrom(movie({ rating }), movie(), made).rating).toBe(kept);
  });
});

describe("revise()", () => {
  const stored = movie({ imageUrl: "https://images.example/a.png", etag: "first" });

  it("changes what it is told to, and the etag and the time with it", () => {
    expect(revise(stored, { rating: 9.3 }, ["first"], made)).toEqual({
      ...stored,
      rating: 9.3,
      etag: "made",
      updateTime: made.now,
    });
  });

  it("removes an image that is named and not there", () => {
    expect(revise(stored, { imageUrl: undefined }, "any", made).imageUrl).toBeUndefined();
  });

  it("cannot be made to change the id, the owner or the times", () => {
    const smuggled = { title: "B", id: "other", owner: "mallory", createTime: new Date(0) };

    const { id, owner, createTime } = revise(stored, smuggled, "any", made);

    expect({ id, owner, createTime }).toEqual({
      id: stored.id,
      owner: stored.owner,
      createTime: stored.createTime,
    });
  });

  it("refuses a movie that has none of the etags", () => {
    expect(() => revise(stored, { rating: 9 }, ["older"], made)).toThrow(
      expect.objectContaining({ code: "MOVIE_CHANGED" }),
    );
    expect(() => revise(stored, { rating: 9 }, [], made)).toThrow();
    expect(revise(stored, { rating: 9 }, ["older", "first"], made).rating).toBe(9);
  });

  it("answers the very same movie when it says all that already, whatever the etag, so that a retry is safe", () => {
    expect(revise(stored, { rating: 5 }, ["older"], made)).toBe(stored);
  });
});

describe("assertUnchanged()", () => {
  it("lets pass any movie, or one with the etag", () => {
    expect(() => assertUnchanged("delete", movie({ etag: "first" }), "any")).not.toThrow();
    expect(() => assertUnchanged("delete", movie({ etag: "first" }), ["first"])).not.toThrow();
    expect(() => assertUnchanged("delete", movie({ etag: "first" }), ["other"])).toThrow("Cannot delete movie");
  });
});

describe("sameContent()", () => {
  it.each([
    { id: "other" },
    { owner: "bob" },
    { title: "B" },
    { genre: "Crime" },
    { rating: 5.1 },
    { releaseDate: "2000-03-01" },
    { imageUrl: "https://images.example/a.png" },
  ])("sees that %j differs", (more) => {
    const one = movie();
    expect(sameContent(one, { ...one, ...more })).toBe(false);
  });

  it("does not mind when it was stored", () => {
    const one = movie();
    expect(sameContent(one, { ...one, etag: "other", createTime: new Date(1), updateTime: new Date(2) })).toBe(true);
  });
});
