import { describe, expect, it } from "@jest/globals";
import { createProgress } from "./progress.ts";

/** Progress, by a clock that a second passes on at every look. */
function progress() {
  let seconds = 0;
  return createProgress(() => new Date(Date.UTC(2026, 6, 1, 12, 0, ++seconds)));
}

describe("createProgress()", () => {
  it("is ready before the first run: nothing has failed", () => {
    expect(progress().health()).toEqual({ ready: true, details: { failures: 0 } });
  });

  it("is not ready while tries fail, and says how many did since when", () => {
    const { failed, health } = progress();

    failed();
    failed();

    expect(health()).toEqual({ ready: false, details: { failures: 2, failingSince: "2026-07-01T12:00:01.000Z" } });
  });

  it("is ready again once a run is done, and says when that was", () => {
    const { failed, succeeded, health } = progress();
    failed();

    succeeded();

    expect(health()).toEqual({ ready: true, details: { failures: 0, lastSuccess: "2026-07-01T12:00:02.000Z" } });
  });

  it("remembers the last success while later tries fail", () => {
    const { failed, succeeded, health } = progress();
    succeeded();

    failed();

    expect(health().details).toEqual({
      failures: 1,
      failingSince: "2026-07-01T12:00:02.000Z",
      lastSuccess: "2026-07-01T12:00:01.000Z",
    });
  });
});
