import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "@hexmart/runtime/is-alive";
import { describe, expect, it } from "@jest/globals";
import { readChapters, runCheckpoints } from "./checkpoints.ts";
import { missingLine } from "./missing-line.ts";
import { runShell } from "./run-shell.ts";

function scratch() {
  const path = mkdtempSync(join(tmpdir(), "hexmart-course-"));
  return {
    path,
    write: (file: string, command: string, ...expected: string[]) =>
      writeFileSync(
        join(path, file),
        ["# Title", "## ⛳ Checkpoint", "```sh", command, "```", "```text", ...expected, "```", "## Exercises"].join(
          "\n",
        ),
      ),
    run: (command: string, timeoutMs = 60_000) => runShell(command, { cwd: path, timeoutMs, graceMs: 100 }),
    check: (...numbers: string[]) =>
      runCheckpoints(readChapters(path, numbers), (command) => runShell(command, { cwd: path, timeoutMs: 60_000 })),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

describe("missingLine()", () => {
  it("finds the lines in their order, whatever stands between them, and takes … for anything", () => {
    const output = "\u001b[32mstarting\u001b[0m on 127.0.0.1:4711\nsomething\n  ready in 3 s  \n";

    expect(missingLine(["starting on …:…", "ready in … s"], output)).toBeUndefined();
    expect(missingLine([], output)).toBeUndefined();
  });

  it("says which line is missing, and what came instead of it", () => {
    expect(missingLine(["a", "b"], "b\na\nc\n")).toEqual({ line: "b", printed: ["c"] });
    expect(missingLine(["total: 3"], "total: 34")).toEqual({ line: "total: 3", printed: ["total: 34"] });
    expect(missingLine(["a.c (1)"], "abc 1")).toMatchObject({ line: "a.c (1)" });
  });
});

describe("runShell()", () => {
  it("answers what was printed on both streams, and stops at the first command that fails", async () => {
    using at = scratch();

    expect(await at.run("echo out\necho err >&2")).toMatchObject({
      output: expect.stringContaining("err"),
      fault: undefined,
    });
    expect(await at.run("false\necho never")).toMatchObject({ output: "", fault: "it ended with 1" });
  });

  it("ends what does not end by itself, with all that it started", async () => {
    using at = scratch();

    const { fault } = await at.run("trap '' TERM; sleep 600 & echo $! > pid; wait; wait; sleep 600", 300);

    expect(fault).toBe("it had not ended after 0.3 s");
    expect(isAlive(Number(readFileSync(join(at.path, "pid"), "utf8")))).toBe(false);
  });

  it("ends what was left running, and does not call that a success", async () => {
    using at = scratch();

    const { output, fault } = await at.run("sleep 600 & echo $!");

    expect(fault).toBe("it left processes running");
    expect(isAlive(Number(output))).toBe(false);
  });
});

describe("runCheckpoints()", () => {
  it("passes a chapter whose command prints what the chapter says", async () => {
    using at = scratch();
    at.write("01-contracts.md", "echo one; echo two; echo three", "one", "…ree");

    expect(await at.check()).toMatchObject([{ chapter: { number: "01" }, fault: undefined }]);
  });

  it("fails one that expects something else, and shows what was printed instead", async () => {
    using at = scratch();
    at.write("00-tour.md", "echo one", "one");
    at.write("01-contracts.md", "echo one; echo 3 items", "one", "4 items");

    const [tour, contracts] = await at.check();

    expect(tour?.fault).toBeUndefined();
    expect(contracts?.fault).toBe('it did not print "4 items"\nit printed instead:\n  3 items');
  });

  it("fails one whose command fails, though it printed what it should", async () => {
    using at = scratch();
    at.write("01-contracts.md", "echo one; exit 3", "one");

    expect(await at.check()).toMatchObject([{ fault: "it ended with 3\nit ended with:\n  one" }]);
  });

  it("runs only the chapters that are asked for, and refuses a number that none has", async () => {
    using at = scratch();
    at.write("00-tour.md", "exit 1", "one");
    at.write("01-contracts.md", "echo one", "one");

    expect(await at.check("01")).toMatchObject([{ chapter: { number: "01" }, fault: undefined }]);
    await expect(async () => at.check("99")).rejects.toThrow("There is no chapter 99: expected one of 00, 01");
  });

  it("refuses a chapter without a checkpoint rather than passing it", () => {
    using at = scratch();
    writeFileSync(join(at.path, "01-contracts.md"), "# Title\n");

    expect(() => readChapters(at.path)).toThrow("01-contracts.md has no ```sh and ```text blocks");
  });
});
