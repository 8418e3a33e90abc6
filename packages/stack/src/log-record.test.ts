import { describe, expect, it } from "@jest/globals";
import { parseLogLine } from "./log-record.ts";

describe("parseLogLine()", () => {
  it("reads what a service logs", () => {
    expect(parseLogLine('{"level":"warn","msg":"away","event":"retrying"}')).toEqual({
      level: "warn",
      msg: "away",
      event: "retrying",
    });
  });

  it.each(["Error: boom", "", "{half", "42", "null", '{"no":"message"}'])("takes %j as a message", (line) => {
    expect(parseLogLine(line)).toEqual({ level: "error", msg: line });
  });
});
