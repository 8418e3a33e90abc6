import { describe, expect, it } from "@jest/globals";
import { recordedLogger } from "../../test/recorded-logger.ts";
import { healthProbe } from "./health-probe.ts";

describe("healthProbe()", () => {
  it("says what the probe says", async () => {
    const { logger } = recordedLogger();
    expect(await healthProbe({ probe: async () => {}, logger })()).toBe(true);
    const failing = async () => {
      throw new Error("no database");
    };
    expect(await healthProbe({ probe: failing, logger })()).toBe(false);
  });

  it("asks once for many who want to know, and again after a second", async () => {
    const { logger } = recordedLogger();
    let asked = 0;
    let clock = 0;
    const probe = async () => {
      asked += 1;
    };
    const isHealthy = healthProbe({ probe, logger, now: () => clock });
    await Promise.all([isHealthy(), isHealthy(), isHealthy()]);
    clock = 999;
    await isHealthy();
    expect(asked).toBe(1);
    clock = 1_000;
    await isHealthy();
    expect(asked).toBe(2);
  });

  it("takes a probe that hangs for failed, and tells it to stop", async () => {
    const { logger } = recordedLogger();
    let stopped: AbortSignal | undefined;
    const probe = (signal: AbortSignal) => {
      stopped = signal;
      return new Promise<void>(() => {});
    };
    expect(await healthProbe({ probe, logger, timeoutMs: 10 })()).toBe(false);
    expect(stopped?.aborted).toBe(true);
  });

  it("logs that health was lost and that it came back, each once", async () => {
    const { logger, lines } = recordedLogger();
    let clock = 0;
    const outcomes = [true, false, false, true];
    const probe = async () => {
      if (outcomes.shift() === false) {
        throw new Error("no database");
      }
    };
    const isHealthy = healthProbe({ probe, logger, now: () => clock });
    for (; outcomes.length > 0; clock += 1_000) {
      await isHealthy();
    }
    expect(lines).toMatchObject([
      { level: "warn", message: "the health probe has failed", err: { message: "no database" } },
      { level: "info", message: "the health probe succeeds again" },
    ]);
  });
});
