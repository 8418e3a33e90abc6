import { describe, expect, it } from "@jest/globals";
import { pause } from "./pause.ts";

const AN_HOUR = 3_600_000;

describe("pause()", () => {
  it("resolves once the time has passed", async () => {
    await expect(pause(1, new AbortController().signal)).resolves.toBeUndefined();
  });

  it("rejects with the signal's reason as soon as it aborts", async () => {
    const stop = new Error("SIGTERM");
    const abort = new AbortController();
    const waiting = pause(AN_HOUR, abort.signal);
    abort.abort(stop);

    await expect(waiting).rejects.toBe(stop);
    await expect(pause(AN_HOUR, abort.signal)).rejects.toBe(stop);
  });
});
