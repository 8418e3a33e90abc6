import { describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { defineConfig, json, secret } from "./define-config.ts";
import { readConfig } from "./read-config.ts";

const jwk = z.strictObject({ kty: z.literal("EC"), d: z.string() });
const config = defineConfig({
  service: "shop",
  summary: "A shop.",
  variables: {
    ADDRESS: z.string().default("127.0.0.1:1").describe("Where to listen."),
    PAGE_SIZE: z.coerce.number().int().min(1).default(50).describe("Rows a page."),
    HOSTS: z
      .string()
      .default("a,b")
      .transform((text) => text.split(","))
      .describe("Allowed hosts."),
    NOTE: z.string().optional().describe("A note."),
    DATABASE_URL: secret(z.url()).describe("The database."),
    KEY: secret(json(jwk)).describe("A private key."),
  },
});
const secrets = { DATABASE_URL: "postgresql://me:hunter2@db/shop", KEY: '{"kty":"EC","d":"s3cr3t-part"}' };

function problemsOf(environment: Record<string, string>) {
  const result = readConfig(config, environment);
  return result.ok ? [] : result.problems;
}

describe("readConfig()", () => {
  it("gives typed values, with defaults for what is absent or empty", () => {
    const result = readConfig(config, { ...secrets, PAGE_SIZE: "20", ADDRESS: "", HOSTS: "x" });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const hosts: string[] = result.values.HOSTS;
    const size: number = result.values.PAGE_SIZE;
    const note: string | undefined = result.values.NOTE;
    expect({ hosts, size, note }).toEqual({ hosts: ["x"], size: 20, note: undefined });
    expect(result.values).toMatchObject({
      ADDRESS: "127.0.0.1:1",
      KEY: { kty: "EC" },
      LOG_LEVEL: "info",
      SHUTDOWN_TIMEOUT_MS: 10_000,
    });
    expect(Object.isFrozen(result.values)).toBe(true);
  });

  it("collects every problem, with what was given and what is expected", () => {
    expect(problemsOf({ ...secrets, PAGE_SIZE: "many", LOG_LEVEL: "loud", DATABASE_URL: "" })).toEqual([
      { variable: "PAGE_SIZE", problem: 'is "many": expected number, received NaN', expected: "Rows a page." },
      { variable: "DATABASE_URL", problem: "is missing", expected: "The database." },
      {
        variable: "LOG_LEVEL",
        problem: expect.stringMatching(/^is "loud": invalid option: expected one of "debug"/),
        expected: "Least important level that is logged.",
      },
    ]);
  });

  it.each([
    ["a URL", { DATABASE_URL: "hunter2" }],
    ["text that is not JSON", { KEY: '{"kty":"EC","d":"s3cr3t-part"' }],
    ["JSON of another shape", { KEY: '{"kty":"s3cr3t-part","d":5}' }],
  ])("never shows a secret that is wrong: %s", (_, wrong) => {
    const problems = problemsOf({ ...secrets, ...wrong });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.problem).toMatch(/^has a wrong value \(a secret, not shown\): /);
    expect(JSON.stringify(problems)).not.toMatch(/hunter2|s3cr3t/);
  });

  it("names the file of a secret that cannot be read, and refuses one given twice", () => {
    const { KEY } = secrets;
    expect(problemsOf({ KEY, DATABASE_URL_FILE: "/nowhere/url" })).toMatchObject([
      { variable: "DATABASE_URL", problem: 'cannot be read from DATABASE_URL_FILE="/nowhere/url": ENOENT' },
    ]);
    expect(problemsOf({ ...secrets, KEY_FILE: "/nowhere/key" })).toMatchObject([
      { variable: "KEY", problem: "is given twice, by KEY and by KEY_FILE: unset one" },
    ]);
  });

  it("reads no file for what is not a secret", () => {
    expect(problemsOf({ ...secrets, ADDRESS_FILE: "/nowhere/address" })).toEqual([]);
  });
});

describe("defineConfig()", () => {
  it.each([
    ["a variable without description", { ADDRESS: z.string() }, /ADDRESS has no description/],
    ["a name that is no variable's", { address: z.string().describe("x") }, /"address" is not an UPPER_CASE name/],
  ])("refuses %s", (_, variables, message) => {
    expect(() => defineConfig({ service: "shop", summary: "", variables })).toThrow(message);
  });
});
