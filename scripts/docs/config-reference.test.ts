import { describe, expect, it } from "@jest/globals";
import { configReference, exitsIn } from "./config-reference.ts";
import { rowsIn } from "./markdown.ts";

const exits = [{ code: 78, name: "config", what: "A variable is wrong." }];
const variable = { required: false, secret: false, default: undefined, description: "what it is" };

describe("configReference()", () => {
  const text = configReference(
    [
      {
        folder: "packages/sample",
        service: "sample",
        summary: "Shows how it is done.",
        variables: [
          { ...variable, name: "GRPC_ADDRESS", default: "127.0.0.1:1" },
          { ...variable, name: "ALLOWED_HOSTS", default: "" },
          { ...variable, name: "DATABASE_URL", required: true, secret: true },
        ],
      },
      { folder: "packages/worker", service: "worker", summary: "Works.", once: "Works once.", variables: [] },
    ],
    exits,
  );

  it("says what a service is, and where", () => {
    expect(text).toContain("## sample\n\nShows how it is done. [packages/sample](../../packages/sample)\n");
  });

  it("says what --once does, where there is such an argument", () => {
    expect(text.match(/--once/g)).toHaveLength(1);
    expect(text).toContain("With the argument `--once`: Works once.");
  });

  it("has a row for each variable, and one for each way to end", () => {
    const row = { required: "–", secret: "–", "what it is": "what it is" };

    expect(rowsIn(text).map(({ cells }) => cells)).toEqual([
      { ...row, variable: "`GRPC_ADDRESS`", default: "`127.0.0.1:1`" },
      { ...row, variable: "`ALLOWED_HOSTS`", default: "empty" },
      { ...row, variable: "`DATABASE_URL`", default: "–", required: "yes", secret: "yes" },
      { exit: "78", name: "config", when: "A variable is wrong." },
    ]);
  });
});

describe("exitsIn()", () => {
  const source =
    "export const exitCodes = {\n  /** A variable is wrong. */\n  config: 78,\n  crashed: 1,\n} as const;\n";

  it("reads code, name and comment", () => {
    expect(exitsIn(source, { config: 78 })).toEqual(exits);
  });

  it("refuses a code that no comment explains, rather than leaving it out", () => {
    expect(() => exitsIn(source, { config: 78, crashed: 1 })).toThrow("Cannot document exit code 1 (crashed)");
  });
});
