import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { root, start } from "./process.ts";

const script = fileURLToPath(new URL("./fixtures/hold-run-log.ts", import.meta.url));

/** How a process that holds a run log is started, with the least that it may do on Deno. */
const commands: Readonly<Record<string, (directory: string) => string[]>> = {
  Node: (directory) => [`${root}node_modules/node/bin/node`, script, directory],
  Deno: (directory) => [
    `${root}node_modules/deno/deno`,
    "run",
    "--no-config",
    "--no-prompt",
    "--node-modules-dir=manual",
    "--no-lock",
    "--allow-env",
    `--allow-read=${directory}`,
    `--allow-write=${directory}`,
    script,
    directory,
  ],
};

const pairs = Object.keys(commands).flatMap((first) => Object.keys(commands).map((second) => ({ first, second })));

describe.each(pairs)("a run log that $first holds and $second wants", ({ first, second }) => {
  it("is refused while its holder lives, and survives its kill -9 with the run that was begun", async () => {
    const directory = await mkdtemp(join(tmpdir(), "hexmart-run-log-"));
    await using holder = start(commands[first]?.(directory) ?? [], {});
    const { run } = await holder.line("held");

    await using refused = start(commands[second]?.(directory) ?? [], {});
    expect(await refused.line("refused")).toMatchObject({ code: "STATE_IN_USE" });
    holder.signal("SIGKILL");
    await holder.exit;
    await using next = start(commands[second]?.(directory) ?? [], {});

    expect(await next.line("held")).toMatchObject({ run, found: run });
    await rm(directory, { recursive: true });
  });
});
