import { describe, expect, it } from "@jest/globals";
import { askDatabase, DatabaseUnavailableError, isDatabaseUnavailable } from "./errors.ts";

const withCode = (code: string) => Object.assign(new Error("it failed"), { code });

describe("isDatabaseUnavailable()", () => {
  it.each([
    ["a refused connection", withCode("ECONNREFUSED")],
    ["a server that shuts down", withCode("57P01")],
    ["any connection exception of SQLSTATE", withCode("08006")],
    ["a connection that ended", new Error("Connection terminated unexpectedly")],
    ["a pool without a free connection", new Error("timeout exceeded when trying to connect")],
    ["what the library itself throws", new DatabaseUnavailableError("away")],
    ["a cause", new Error("outer", { cause: withCode("ECONNRESET") })],
    ["one of several addresses", new AggregateError([withCode("ETIMEDOUT")], "")],
  ])("recognises %s", (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  it.each([
    ["a violated constraint", withCode("23505")],
    ["a cancelled statement", withCode("57014")],
    ["a bug", new TypeError("x is not a function")],
    ["nothing", undefined],
    ["a circle of causes", circle()],
  ])("is not taken in by %s", (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});

describe("askDatabase()", () => {
  class AwayError extends Error {}
  const failing = (error: unknown) => askDatabase(AwayError, () => Promise.reject(error));

  it("answers what the database answers", async () => {
    expect(await askDatabase(AwayError, async () => "found")).toBe("found");
  });

  it("throws the caller's own error where the database cannot be reached, with the cause", async () => {
    const cause = withCode("ECONNREFUSED");

    const error = await failing(cause).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(AwayError);
    expect(error).toMatchObject({ message: "The database cannot be reached", cause });
  });

  it("throws any other error as it is", async () => {
    const violation = withCode("23505");

    await expect(failing(violation)).rejects.toBe(violation);
  });
});

function circle(): Error {
  const error = new Error("round");
  error.cause = error;
  return error;
}
