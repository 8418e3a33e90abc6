import { chmod, mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { commandLine, runCli } from "./run-cli.ts";

describe("npm run try", () => {
  it("runs commands in order with a system of their own, and leaves nothing behind", async () => {
    const TMPDIR = await mkdtemp(join(tmpdir(), "hexmart-test-"));
    await chmod(TMPDIR, 0o755);
    const call = commandLine("call").join(" ");
    const input = `${call} discount/GetDiscount '{"code":"NOPE"}'\n${call} discount/ListDiscounts\n`;

    const { output, exitCode } = await runCli("try", { words: ["discount"], input, environment: { TMPDIR } });

    expect(output).toMatch(/NOT_FOUND: Discount "NOPE" does not exist.*"code": "CODE_100"/s);
    expect(exitCode).toBe(0);
    expect(await readdir(TMPDIR)).toEqual([]);
  }, 60_000);

  it.each([
    [["nope"], 'There is no service "nope"'],
    [[], "Which service?"],
  ])("starts nothing for %j", async (words, message) => {
    const { errors, exitCode } = await runCli("try", { words });

    expect(errors).toContain(message);
    expect(exitCode).toBe(64);
  });
});
