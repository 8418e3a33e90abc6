import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { describeRunLog, testRun } from "../../test/run-log.contract.ts";
import { openFileRunLog } from "./file-run-log.ts";

const run = z.object({ id: z.string(), time: z.coerce.date(), size: z.int() });

/** A folder, and run logs of a worker in it. */
async function place() {
  const directory = await mkdtemp(join(tmpdir(), "hexmart-run-log-"));
  const openLog = (worker = "worker") => openFileRunLog({ directory, worker, run });
  return {
    directory,
    file: join(directory, "worker.run.json"),
    openLog,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

describeRunLog("file", async () => {
  const { openLog, ...opened } = await place();
  let last: Disposable | undefined;
  return {
    async reopen() {
      last?.[Symbol.dispose]();
      const log = await openLog();
      last = log;
      return log;
    },
    async [Symbol.asyncDispose]() {
      last?.[Symbol.dispose]();
      await opened[Symbol.asyncDispose]();
    },
  };
});

describe("openFileRunLog()", () => {
  it("makes its folder, and leaves a file that people can read", async () => {
    await using opened = await place();
    const directory = join(opened.directory, "of", "its", "own");
    using log = await openFileRunLog({ directory, worker: "worker", run });

    await log.begin(testRun);

    expect(JSON.parse(await readFile(join(directory, "worker.run.json"), "utf8"))).toEqual({
      format: "hexmart.run.v1",
      worker: "worker",
      run: { id: "a", time: "2026-07-01T12:00:00.123Z", size: 100 },
    });
  });

  it.each(["/proc/hexmart", "/proc/hexmart/state"])(
    "says that no folder can be made where a file system takes none: %s",
    async (directory) => {
      await expect(openFileRunLog({ directory, worker: "worker", run })).rejects.toMatchObject({
        code: "CONFIG_INVALID",
        message: expect.stringContaining(`${directory} cannot be used`),
      });
    },
  );

  it("leaves nothing of a finished run but the empty lock", async () => {
    await using opened = await place();
    using log = await opened.openLog();
    await log.begin(testRun);

    await log.finish();

    expect(await readdir(opened.directory)).toEqual(["worker.lock"]);
    expect(await readFile(join(opened.directory, "worker.lock"), "utf8")).toBe("");
  });

  it("does not heed what a crash in the middle of begin() has left behind", async () => {
    await using opened = await place();
    await writeFile(`${opened.file}.new`, '{"format":"hexm');
    using log = await opened.openLog();
    expect(await log.pending()).toBeUndefined();

    await log.begin(testRun);

    expect(await readdir(opened.directory)).toEqual(["worker.lock", "worker.run.json"]);
  });

  it.each([
    ["cut off", '{"format":"hexmart.run.v1","worker":"worker","run":{"id"'],
    ["empty", ""],
    ["another worker's", JSON.stringify({ format: "hexmart.run.v1", worker: "other", run: testRun })],
    ["another version's", JSON.stringify({ format: "hexmart.run.v2", worker: "worker", run: testRun })],
    ["without a part of the run", JSON.stringify({ format: "hexmart.run.v1", worker: "worker", run: { id: "a" } })],
  ])("refuses a file that is %s, names it and the remedy, and leaves it alone", async (_, text) => {
    await using opened = await place();
    await writeFile(opened.file, text);

    // Twice: what is refused does not stay locked.
    for (let times = 0; times < 2; times++) {
      await expect(opened.openLog()).rejects.toMatchObject({
        code: "CONFIG_INVALID",
        message: `STATE_DIRECTORY is wrong. ${opened.file} is not a run that this version of worker wrote. Start the version that did, or move the file away: what its run has not done yet is then never done.`,
      });
    }
    expect(await readFile(opened.file, "utf8")).toBe(text);
  });

  it("refuses a second worker of its name until the first is done, and lets in one of another name", async () => {
    await using opened = await place();
    const first = await opened.openLog();

    await expect(opened.openLog()).rejects.toMatchObject({
      code: "STATE_IN_USE",
      message: `Cannot use ${join(opened.directory, "worker.lock")}: another process holds it. Stop that one, or give this one a folder of its own (STATE_DIRECTORY).`,
    });
    using _other = await opened.openLog("other");
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    using again = await opened.openLog();
    expect(await again.pending()).toBeUndefined();
  });

  it.each([
    ["a file", async (path: string) => writeFile(path, "")],
    [
      "a folder whose lock is something else",
      async (path: string) => {
        await mkdir(path);
        await writeFile(join(path, "worker.lock"), "not a database, and long enough to be read as one".repeat(40));
      },
    ],
    [
      "a folder whose run is a folder",
      async (path: string) => void (await mkdir(join(path, "worker.run.json"), { recursive: true })),
    ],
  ])("says which variable is wrong when its folder is %s", async (_, make) => {
    await using opened = await place();
    const directory = join(opened.directory, "taken");
    await make(directory);

    await expect(openFileRunLog({ directory, worker: "worker", run })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining(`STATE_DIRECTORY is wrong. ${directory} cannot be used (`),
    });
  });

  it("goes on after a begin() that failed: nothing is pending, and the next one may work", async () => {
    await using opened = await place();
    using log = await opened.openLog();
    await mkdir(`${opened.file}.new`);
    await expect(log.begin(testRun)).rejects.toThrow(
      `Cannot keep a run in ${opened.file} (EISDIR): see that this user may write there`,
    );
    expect(await log.pending()).toBeUndefined();

    await rm(`${opened.file}.new`, { recursive: true });
    await log.begin(testRun);

    expect(await log.pending()).toEqual(testRun);
  });
});
