import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { removeEmbeddedPostgres, startEmbeddedPostgres } from "@hexmart/postgres";
import { isAlive } from "@hexmart/runtime/is-alive";

const PREFIX = "hexmart-test-postgres.";

/**
 * Jest's `globalSetup`: one PostgreSQL server for the run, on which `testDatabase()` creates databases. It stops and is
 * removed when jest exits, so there is no tear-down to configure.
 * Does nothing when TEST_DATABASE_URL names a server already, or when only unit tests are run (`jest src`).
 */
export default async function setup(globalConfig: { testPathPatterns?: { patterns: readonly string[] } }) {
  const patterns = globalConfig.testPathPatterns?.patterns ?? [];
  const onlyUnitTests = patterns.length > 0 && patterns.every((pattern) => /^src(\/|$)/.test(pattern));
  if (onlyUnitTests || process.env.TEST_DATABASE_URL) return;

  await removeLeftovers();
  const directory = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}.`));
  const server = await startEmbeddedPostgres({ directory, temporary: true });
  process.env.TEST_DATABASE_URL = server.url;
}

/** What runs left behind that were killed before they could tidy up. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number(name.split(".")[1]) : Number.NaN;
    // Another user's leftovers are not ours to remove.
    if (pid && !isAlive(pid)) await removeEmbeddedPostgres(join(tmpdir(), name)).catch(() => {});
  }
}
