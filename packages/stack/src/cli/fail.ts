/** Says what is wrong, and ends with an exit code of sysexits.h: 64 for the command line, 69 for what is not there. */
export function fail(message: string, exitCode: number): never {
  console.error(message);
  process.exit(exitCode);
}
