import { describe, expect, it } from "@jest/globals";
import { assumptions, coresFor, costs, describeCapacity, parts, peopleOnOneMachine } from "./capacity.ts";

describe("coresFor()", () => {
  it("counts what people do on a day, in the busiest second, on cores that are not full", () => {
    const logInOnly = { ...assumptions, timesADay: { "log in": 1 }, peak: 2, utilisation: 0.5 };

    // 86,400 people are one log-in a second; twice that in the busiest one, on cores of which half may be used.
    expect(coresFor("identity", 86_400, logInOnly)).toBeCloseTo(4 * 0.25);
    expect(coresFor("product", 86_400, logInOnly)).toBe(0);
  });

  it.each(parts)("needs a hundred times the cores of %s for a hundred times the people", (part) => {
    expect(coresFor(part, 1_000_000)).toBeCloseTo(100 * coresFor(part, 10_000));
    expect(coresFor(part, 1)).toBeGreaterThan(0);
  });

  it("knows how often people do all that was measured", () => {
    expect(Object.keys(assumptions.timesADay)).toEqual(Object.keys(costs));
  });
});

describe("peopleOnOneMachine()", () => {
  it("is where a part needs all of its cores", () => {
    for (const part of parts) {
      expect(coresFor(part, peopleOnOneMachine(part))).toBeCloseTo(assumptions.coresOfAMachine);
    }
  });
});

describe("describeCapacity()", () => {
  it("names every part, and the database that breaks first", () => {
    const text = describeCapacity();

    for (const part of parts) expect(text).toContain(`\n${part} `);
    expect(text).toMatch(
      /\nPostgreSQL of shopping-cart is the first that is too much for one machine of 64 cores: beyond \d+ million people\.$/,
    );
  });
});
