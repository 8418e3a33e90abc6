import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";

const bin = join(createRequire(import.meta.url).resolve("node/package.json"), "../../.bin");
const commands = {
  node: [join(bin, "node"), "--disable-warning=ExperimentalWarning"],
  deno: [join(bin, "deno"), "run", "-A"],
} as const;
/** What runs the sources. */
export type Runtime = keyof typeof commands;

/** Starts a file of this folder as a process. */
export function start(runtime: Runtime, file: string, ...args: string[]) {
  const [command, ...options] = commands[runtime];
  const child = spawn(command, [...options, join(import.meta.dirname, file), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exit = new Promise<number | string | null>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal)),
  );
  return {
    async line(): Promise<string> {
      const { value, done } = await lines.next();
      return done === true ? `(ended with ${await exit})` : value;
    },
    exit,
    terminate() {
      // Not child.kill(), after which Deno reports the signal, whatever the exit code was.
      if (child.pid !== undefined) {
        process.kill(child.pid, "SIGTERM");
      }
    },
    endInput: () => child.stdin.end(),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exit;
    },
  };
}
