import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { readState } from "../state.ts";

// The command line is identity's own; here it is told where the system that runs on this machine keeps its data.
const main = fileURLToPath(new URL("../../../identity/src/cli/main.ts", import.meta.url));
const url = process.env.DATABASE_URL || (await readState())?.services.identity?.databaseUrl;

const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...process.argv.slice(2)], {
  env: { ...process.env, ...(url && { DATABASE_URL: url }) },
  stdio: "inherit",
  // npm runs this at the root; the operator's file names are relative to where they are.
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
// The terminal sends Ctrl-C to both, and it is the child's to answer.
process.on("SIGINT", () => {});
const [code] = await once(child, "exit");
process.exitCode = code ?? 1;
