import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

export type LogLine = { level: string; msg: string; event?: string; address?: string; [field: string]: unknown };

/** A spawned fixture, whose output can be waited for. */
export type Fixture = {
  pid: number;
  stdout: () => string;
  stderr: () => string;
  /** All lines so far. */
  lines: () => LogLine[];
  /** The first line, present or future, with this event or message. Rejects when the process ends without it. */
  line: (eventOrMessage: string) => Promise<LogLine>;
  /** Sends a signal, to Deno as well as to Node. */
  signal: (name: NodeJS.Signals) => void;
  closeStdout: () => void;
  /** What a parent's end does to its children. */
  closeStdin: () => void;
  /** The exit code; a Deno parent reports a clean end after SIGTERM as the signal. */
  exit: Promise<number | NodeJS.Signals | null>;
  [Symbol.asyncDispose]: () => Promise<void>;
};

const script = fileURLToPath(new URL("./fixtures/service.ts", import.meta.url));
/** The folder that has node_modules, wherever this package is. */
export const root = fileURLToPath(
  new URL("../..", pathToFileURL(createRequire(import.meta.url).resolve("node/package.json"))),
);

/** The runtimes on which every life of a process is tested. */
export const runtimes: Readonly<Record<string, readonly string[]>> = {
  Node: [`${root}node_modules/node/bin/node`, script],
  Deno: [
    `${root}node_modules/deno/deno`,
    "run",
    "--no-config",
    "--node-modules-dir=manual",
    "--no-lock",
    "--allow-net=127.0.0.1",
    "--allow-env",
    "--allow-sys=hostname",
    `--allow-read=${root}`,
    script,
  ],
};

export function start(command: readonly string[], environment: Record<string, string>, args: string[] = []): Fixture {
  const [executable = "", ...rest] = command;
  const child: ChildProcess = spawn(executable, [...rest, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1", ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const check of waiting) check();
  };
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
    changed();
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  let ended = false;
  const exit = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on("close", (code, signal) => {
      ended = true;
      resolve(code ?? signal);
      changed();
    });
  });
  const pid = child.pid ?? -1;
  const lines = () =>
    stdout
      .slice(0, stdout.lastIndexOf("\n") + 1)
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as LogLine);
  const line = (wanted: string) =>
    new Promise<LogLine>((resolve, reject) => {
      const check = () => {
        const found = lines().find(({ event, msg }) => event === wanted || msg === wanted);
        if (!found && !ended) return;
        waiting.delete(check);
        if (found) resolve(found);
        else reject(new Error(`ended without ${wanted}:\n${stdout}\n${stderr}`));
      };
      waiting.add(check);
      check();
    });
  return {
    pid,
    stdout: () => stdout,
    stderr: () => stderr,
    lines,
    line,
    signal: (name) => void process.kill(pid, name),
    closeStdin: () => child.stdin?.end(),
    closeStdout: () => void child.stdout?.destroy(),
    exit,
    [Symbol.asyncDispose]: async () => {
      if (!ended) process.kill(pid, "SIGKILL");
      await exit;
    },
  };
}
