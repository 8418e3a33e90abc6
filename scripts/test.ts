import { tmpdir } from "node:os";
import { databaseFolder, removeLeftovers } from "./leftovers.ts";
import { root } from "./root.ts";
import { type Database, runTests } from "./run-tests.ts";

/**
 * A PostgreSQL of its own for this run, so that two runs at once do not meet. What an earlier run left because it was
 * killed is removed first.
 */
async function startDatabase(): Promise<Database> {
  const { removeEmbeddedPostgres, startEmbeddedPostgres } = await import("@hexmart/postgres");
  await removeLeftovers(tmpdir(), removeEmbeddedPostgres);
  return startEmbeddedPostgres({ directory: databaseFolder(tmpdir()), temporary: true });
}

const args = process.argv.slice(2);
const { exitCode, summary } = await runTests({
  root,
  args: args.filter((argument) => argument !== "--unit"),
  unit: args.includes("--unit"),
  startDatabase,
});
console.log(`\n${summary}`);
process.exitCode = exitCode;
