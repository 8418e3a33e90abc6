import { describe, expect, it } from "@jest/globals";
import { recordingLogger } from "./recording-logger.ts";

describe("recordingLogger()", () => {
  it("keeps every line with its level, its fields and its message", () => {
    const logger = recordingLogger();

    logger.info({ event: "ready" }, "ready");
    logger.warn({ attempt: 1 });
    logger.error("gone");
    logger.debug("");

    expect(logger.lines).toEqual([
      { level: "info", event: "ready", msg: "ready" },
      { level: "warn", attempt: 1 },
      { level: "error", msg: "gone" },
      { level: "debug", msg: "" },
    ]);
  });

  it("answers what is looked for, whether it was logged before or comes later", async () => {
    const logger = recordingLogger();
    const find = (wanted: number) => logger.until((lines) => lines.find(({ number }) => number === wanted));
    logger.info({ number: 1 });
    const second = find(2);
    logger.info({ number: 3 });
    logger.info({ number: 2 });

    expect(await find(1)).toEqual({ level: "info", number: 1 });
    expect(await second).toEqual({ level: "info", number: 2 });
  });

  it("fails who looks for it in a way that fails, and not who logs", async () => {
    const logger = recordingLogger();
    const looking = logger.until((lines) => {
      if (lines.length > 0) throw new Error("unexpected");
      return undefined;
    });

    logger.info("something");

    await expect(looking).rejects.toThrow("unexpected");
  });
});
