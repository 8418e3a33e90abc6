import { tmpdir } from "node:os";
import { chooseStack } from "./choose-stack.ts";
import { databaseFolder, removeLeftovers } from "./leftovers.ts";
import { root } from "./root.ts";
import { type Database, isSuite, runTests, suites } from "./run-tests.ts";

/**
 * A PostgreSQL of its own for this run, so that two runs at once do not meet. What an earlier run left because it was
 * killed is removed first.
 */
async function startDatabase(): Promise<Database> {
  const { removeEmbeddedPostgres, startEmbeddedPostgres } = await import("@hexmart/postgres");
  await removeLeftovers(tmpdir(), removeEmbeddedPostgres);
  return startEmbeddedPostgres({ directory: databaseFolder(tmpdir()), temporary: true });
}

const prefix = "--suite=";
const args = process.argv.slice(2);
const suite = args.find((argument) => argument.startsWith(prefix))?.slice(prefix.length) ?? "test";
if (!isSuite(suite)) throw new Error(`Cannot run suite "${suite}": there are ${Object.keys(suites).join(", ")}`);
const E2E_STACK = suite === "test" ? process.env.E2E_STACK || (await chooseStack(process.env, console.log)) : undefined;
const { exitCode, summary } = await runTests({
  root,
  args: args.filter((argument) => !argument.startsWith(prefix)),
  suite,
  startDatabase,
  env: { ...process.env, ...(E2E_STACK && { E2E_STACK }) },
});
console.log(`\n${summary}`);
process.exitCode = exitCode;
