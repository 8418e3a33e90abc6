import { Buffer } from "node:buffer";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { movie } from "../../../test/movies.ts";
import { toPageToken, toPosition } from "./page-token.ts";

const selection = { genre: "Drama", owner: undefined, sortBy: "title", descending: false } as const;
const { id, title, rating, releaseDate } = movie();
const place = { id, title, rating, releaseDate };
const made = (position: object) =>
  Buffer.from(JSON.stringify([JSON.stringify(["Drama", null, "title", false]), position])).toString("base64url");

describe("a page token", () => {
  it("leads back to the place of any movie, whatever it is called", () => {
    const anyTitle = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 50 })
      .filter((text) => !text.includes("\0") && text.isWellFormed());

    fc.assert(
      fc.property(anyTitle, fc.integer({ min: 0, max: 100 }), (text, tenths) => {
        const position = { ...place, title: text, rating: tenths / 10 };
        expect(toPosition(selection, toPageToken(selection, position))).toEqual(position);
      }),
    );
  });

  it("is the same as one that a caller makes up, which may say no more than a request", () => {
    expect(toPosition(selection, made(place))).toEqual(place);
  });

  it.each([
    ["another genre", { ...selection, genre: "Crime" }],
    ["every genre", { ...selection, genre: undefined }],
    ["an owner of the same name", { ...selection, genre: undefined, owner: "Drama" }],
    ["another order", { ...selection, sortBy: "rating" as const }],
    ["the other direction", { ...selection, descending: true }],
  ])("is refused for %s", (_what, other) => {
    expect(() => toPosition(other, toPageToken(selection, place))).toThrow("belongs to another list");
  });

  it.each([
    ["an id that is none", { id: "1" }],
    ["a title with a NUL", { title: "a\0b" }],
    ["a title with half of a character", { title: "a\ud83c" }],
    ["a rating beyond the numbers of the column", { rating: 1e300 }],
    ["a day that is none", { releaseDate: "2001-02-29" }],
    ["a year before the calendar", { releaseDate: "0000-01-01" }],
  ])("is refused with %s", (_what, more) => {
    expect(() => toPosition(selection, made({ ...place, ...more }))).toThrow("is not a page token");
  });
});
