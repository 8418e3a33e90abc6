import { describe, expect, it } from "@jest/globals";
import { createTurns } from "./replicas.ts";

const three = ["a", "b", "c"];

describe("createTurns()", () => {
  it("takes each replica in its turn", () => {
    const turns = createTurns({ ejectForMs: 1_000 });

    expect([0, 0, 0, 0, 0, 0].map(() => turns.next(three, 0))).toEqual(["a", "b", "c", "a", "b", "c"]);
  });

  it("passes over one that could not be reached, until its time is over", () => {
    const turns = createTurns({ ejectForMs: 1_000 });
    turns.eject("b", 0);

    expect([1, 1, 1, 1].map((now) => turns.next(three, now))).toEqual(["a", "c", "a", "c"]);
    expect(new Set([1_000, 1_000, 1_000].map((now) => turns.next(three, now)))).toEqual(new Set(three));
  });

  it("takes back at once one that has answered", () => {
    const turns = createTurns({ ejectForMs: 1_000 });
    turns.eject("b", 0);
    turns.admit("b");

    expect(new Set([1, 1, 1].map((now) => turns.next(three, now)))).toEqual(new Set(three));
  });

  it("tries none twice for one request", () => {
    const turns = createTurns({ ejectForMs: 1_000 });

    expect(turns.next(three, 0, new Set(["a", "b"]))).toBe("c");
    expect(turns.next(three, 0, new Set(three))).toBeUndefined();
  });

  it("rather tries the one that has been away the longest than nobody", () => {
    const turns = createTurns({ ejectForMs: 1_000 });
    for (const [now, address] of ["b", "c", "a"].entries()) turns.eject(address, now);

    expect(turns.next(three, 5)).toBe("b");
  });

  it("knows no replica of nothing", () => {
    expect(createTurns({ ejectForMs: 1_000 }).next([], 0)).toBeUndefined();
  });
});
