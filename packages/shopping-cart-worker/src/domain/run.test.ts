import { describe, expect, it } from "@jest/globals";
import { isRepeatable } from "./run.ts";

describe("isRepeatable()", () => {
  const run = {
    id: "run",
    time: new Date("2026-07-01T12:00:00Z"),
    username: "alice",
    wish: { color: "Black", quantity: 1, discountCode: undefined },
    maxProducts: 1,
  };

  it.each([
    ["2026-07-01T12:00:00Z", true],
    ["2026-07-02T10:59:59Z", true],
    ["2026-07-02T11:00:00Z", false],
    ["2026-08-01T00:00:00Z", false],
  ])("of a run from noon is, at %s, %s: the cart remembers a day", (now, repeatable) => {
    expect(isRepeatable(run, new Date(now))).toBe(repeatable);
  });
});
