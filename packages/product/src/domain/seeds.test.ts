import { describe, expect, it } from "@jest/globals";
import { validate, version } from "uuid";
import { seeds } from "./seeds.ts";

describe("seeds", () => {
  it("have an id each, a UUIDv7, in ascending order", () => {
    const ids = seeds.map(({ id }) => id);

    expect(new Set(ids).size).toBe(3);
    expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
  });
});
