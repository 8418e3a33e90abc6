import { describe, expect, it } from "@jest/globals";
import { v7 as newId } from "uuid";
import { draw } from "./draw.ts";

const time = new Date("2026-07-01T12:00:00.123Z");
const run = { id: "019fbe1c-f6db-7000-8000-000000000001", time, size: 1_000 };
const draws = (of = run) => Array.from({ length: of.size }, (_, index) => draw(of, index));

describe("draw()", () => {
  it("draws the same whenever and wherever it is asked", () => {
    expect(draw({ ...run, time: new Date(time) }, 7)).toEqual(draw(run, 7));
    // Written down once: a version that draws otherwise could not finish the run of the one before.
    expect(draw(run, 0)).toEqual({
      id: "019f1d8c-e27b-7000-8000-01117e17514d",
      price: 0.8778052553534508,
      status: 0.1669921875,
    });
  });

  it("gives ids that the contract takes, of the time of the run, in the order of the run", () => {
    const ids = draws().map(({ id }) => id);

    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const milliseconds = ids.map((id) => Number.parseInt(id.slice(0, 13).replace("-", ""), 16));
    expect(new Set(milliseconds)).toEqual(new Set([time.getTime()]));
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("draws other ids for another run of the same millisecond", () => {
    const other = draws({ ...run, id: newId() }).map(({ id }) => id);
    const ids = new Set(draws().map(({ id }) => id));

    expect(other.filter((id) => ids.has(id))).toEqual([]);
  });

  it.each(["price", "status"] as const)("spreads the %s over all chances", (chance) => {
    const chances = draws().map((drawn) => drawn[chance]);

    expect(Math.min(...chances)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...chances)).toBeLessThan(1);
    const tenths = new Set(chances.map((drawn) => Math.floor(drawn * 10)));
    expect(tenths.size).toBe(10);
  });
});
