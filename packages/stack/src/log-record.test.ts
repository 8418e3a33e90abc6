import { describe, expect, it } from "@jest/globals";
import { parseLogLine, problemOf } from "./log-record.ts";

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

describe("problemOf()", () => {
  it("says what the error says that a record is about", () => {
    const record = { level: "error", msg: "discount could not start", err: { message: "GetDiscount has no policy" } };

    expect(problemOf(record)).toBe("discount could not start: GetDiscount has no policy");
  });

  it.each([undefined, "lost", null, {}])("says its message alone where the error is %j", (err) => {
    expect(problemOf({ level: "error", msg: "away", err })).toBe("away");
  });
});
