import process from "node:process";
import { openAdministration } from "#compose";
import { readDatabaseUrl } from "#config";
import { readPassword } from "./read-password.ts";
import { runCommandLine } from "./run-command-line.ts";

process.exitCode = await runCommandLine(process.argv.slice(2), {
  open: () => openAdministration(readDatabaseUrl()),
  readPassword: () => readPassword({ input: process.stdin, output: process.stderr }),
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
});
