import { describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { defineConfig, secret } from "./define-config.ts";
import { describeConfig } from "./describe-config.ts";
import { formatHelp, formatProblems } from "./help.ts";

const config = defineConfig({
  service: "shop",
  summary: "A shop.",
  variables: {
    ADDRESS: z.string().default("127.0.0.1:1").describe("Where to listen."),
    A_VERY_LONG_NAME_OF_A_VARIABLE_THAT_NOBODY_WANTS: z.string().optional().describe("An odd one."),
    TOKEN: secret(z.string().default("do-not-print-me")).describe(`A secret. ${"It goes on and on. ".repeat(10)}`),
    DATABASE_URL: secret(z.url()).describe("The database."),
  },
});

describe("formatHelp()", () => {
  const help = formatHelp(config);

  it("lists every variable with its default, in at most 100 columns", () => {
    expect(Math.max(...help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(help).toMatch(/^ {2}ADDRESS {2,}127\.0\.0\.1:1 {2,}Where to listen\.$/m);
    expect(help).toMatch(/^ {2}DATABASE_URL {2,}\(required, secret\) {2,}The database\.$/m);
    expect(help).toMatch(/^ {2}SHUTDOWN_TIMEOUT_MS {2,}10000 /m);
    expect(help).toContain("<VARIABLE>_FILE");
  });

  it("gives a command that works at the root, where npm brings the right Node", () => {
    expect(help).toContain("\nUsage: npm start -w @hexmart/shop [-- --help]\n");
  });

  it("explains --once where there is such an argument", () => {
    expect(help).not.toContain("--once");

    const worker = formatHelp({ ...config, once: "Does its work once, and ends." });

    expect(worker).toContain("\nUsage: npm start -w @hexmart/shop [-- --once | --help]\n");
    expect(worker).toContain("\n  --once  Does its work once, and ends.\n");
    expect(worker.replaceAll("\n", " ")).toContain("or --once gave up");
  });

  it("never shows the default of a secret", () => {
    expect(help).not.toContain("do-not-print-me");
    expect(JSON.stringify(describeConfig(config))).not.toContain("do-not-print-me");
  });
});

describe("describeConfig()", () => {
  it("says what docs need", () => {
    expect(describeConfig(config)[0]).toEqual({
      name: "ADDRESS",
      required: false,
      secret: false,
      default: "127.0.0.1:1",
      description: "Where to listen.",
    });
  });
});

describe("formatProblems()", () => {
  it("shows all problems at once", () => {
    expect(
      formatProblems(config, [{ variable: "DATABASE_URL", problem: "is missing", expected: "The database." }]),
    ).toBe(`Cannot start shop: a variable is wrong.

  DATABASE_URL  is missing
                expected: The database.

Run it with --help to see every variable.
`);
  });
});
