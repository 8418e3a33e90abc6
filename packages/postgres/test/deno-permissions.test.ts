import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { freshDatabase, startServer } from "./server.ts";

/** The folder that has node_modules, wherever this package is. */
const root = fileURLToPath(
  new URL("../..", pathToFileURL(createRequire(import.meta.url).resolve("node/package.json"))),
);

describe("openDatabase() on Deno", () => {
  it("needs the network and the environment, may read no file, and copies", async () => {
    await using server = await startServer();
    const { stdout, stderr } = await promisify(execFile)(
      `${root}node_modules/deno/deno`,
      [
        "run",
        "--no-prompt",
        "--no-config",
        "--no-lock",
        "--node-modules-dir=manual",
        "--allow-net=127.0.0.1",
        "--allow-env",
        fileURLToPath(new URL("./fixtures/use-notes.ts", import.meta.url)),
      ],
      {
        cwd: root,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, DATABASE_URL: await freshDatabase(server) },
      },
    );
    expect({ stdout, stderr }).toEqual({
      stdout: expect.stringMatching(
        /^notes_pkey\n(changed\ncopied\t\\ and\nread|copied\t\\ and\nread\nchanged)\nagain copied\t\\ and\nread\nand heard\n$/,
      ),
      stderr: "",
    });
  });
});
