import { describe, expect, it } from "@jest/globals";
import { ConfigError } from "./config-error.ts";
import { explainStartFailure } from "./start-failure.ts";

const settings = { GRPC_ADDRESS: "127.0.0.1:50053", LOG_LEVEL: "info" };
const explain = (error: unknown) => explainStartFailure(error, "discount", settings);
const withCode = (code: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { code, ...more });

describe("explainStartFailure()", () => {
  it("names the variable whose address is taken", () => {
    const error = withCode("EADDRINUSE", "listen EADDRINUSE: address already in use 127.0.0.1:50053", { port: 50053 });
    expect(explain(new Error("No address added", { cause: error }))).toEqual({
      event: "unavailable",
      exitCode: 69,
      code: "EADDRINUSE",
      message:
        "Cannot start discount: cannot listen on 127.0.0.1:50053: another process is listening there. Stop it, or choose another address (set GRPC_ADDRESS).",
    });
  });

  it("finds the port in the message where the error has none", () => {
    expect(explain(withCode("EACCES", "listen EACCES: permission denied 0.0.0.0:80"))?.message).toContain(
      "cannot listen on :80: this user may not listen there",
    );
  });

  it("passes on what a library says about the database", () => {
    const error = withCode("DATABASE_UNAVAILABLE", "Cannot reach PostgreSQL at 127.0.0.1:5432. Start it.");
    expect(explain(new AggregateError([error], "several"))).toEqual({
      event: "unavailable",
      exitCode: 69,
      code: "DATABASE_UNAVAILABLE",
      message: "Cannot reach PostgreSQL at 127.0.0.1:5432. Start it.",
    });
  });

  it("passes on that another process uses the state", () => {
    expect(explain(withCode("STATE_IN_USE", "Cannot use /var/lib/x: another process holds it."))).toEqual({
      event: "unavailable",
      exitCode: 69,
      code: "STATE_IN_USE",
      message: "Cannot use /var/lib/x: another process holds it.",
    });
  });

  it("says which variable is wrong, where only compose() could tell", () => {
    expect(explain(new ConfigError("CODES", "A code is in capitals."))).toEqual({
      event: "config_invalid",
      exitCode: 78,
      code: "CONFIG_INVALID",
      message:
        "Cannot start discount: CODES is wrong. A code is in capitals. Run it with --help to see every variable.",
    });
  });

  it.each([
    ["a bug", new TypeError("x is not a function")],
    ["a file that may not be read", withCode("EACCES", "EACCES: permission denied, open '/etc/key'")],
    ["what is no error", "text"],
  ])("takes %s for a bug", (_, error) => {
    expect(explain(error)).toBeUndefined();
  });
});
