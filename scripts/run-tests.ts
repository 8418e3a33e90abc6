import { spawn } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Counts, countsFile } from "../packages/tooling/src/jest-reporter.ts";
import { quiet, tool } from "./root.ts";
import { type Row, summary, total } from "./test-results.ts";

/** Where the summary of the last run is left, relative to the root, for what wraps a run. */
export const summaryFile = join(".hexmart", "test-summary.txt");

/** A database server for the time of a run. */
export type Database = { url: string; stop(): Promise<void> };

export type Options = {
  root: string;
  /** What the caller adds to turbo's command line, for example `--filter=@hexmart/money`. */
  args: readonly string[];
  /** Only the tests that need neither a database nor Docker. */
  unit?: boolean;
  startDatabase: () => Promise<Database>;
  env?: NodeJS.ProcessEnv;
  stdio?: "inherit" | "ignore";
};

/**
 * Runs the tests of every package with one database server for all, which is stopped in any case, also when a signal
 * ends the run. Answers the exit code and the summary.
 */
export async function runTests(options: Options): Promise<{ exitCode: number; summary: string }> {
  const env = options.env ?? process.env;
  forgetLastRun(options.root);
  const signals = listenForSignals();
  try {
    const database = options.unit || env.TEST_DATABASE_URL ? undefined : await options.startDatabase();
    try {
      const exitCode = signals.received
        ? 1
        : await turbo(options, { ...env, ...(database && { TEST_DATABASE_URL: database.url }) }, signals);
      const rows = readRows(options.root);
      const { passed, failed } = total(rows);
      const code = signals.exitCode() ?? (exitCode || (failed > 0 || passed === 0 ? 1 : 0));
      const text = summary(rows, code === 0);
      mkdirSync(join(options.root, ".hexmart"), { recursive: true });
      writeFileSync(join(options.root, summaryFile), `${text}\n`);
      return { exitCode: code, summary: text };
    } finally {
      await database?.stop();
    }
  } finally {
    signals.stop();
  }
}

function turbo(
  { root, args, unit, stdio = "inherit" }: Options,
  env: NodeJS.ProcessEnv,
  signals: Signals,
): Promise<number> {
  const tasks = unit ? ["test:unit"] : ["test", "test:scripts"];
  // jest starts workers of its own, so half of the cores is enough to keep all of them busy.
  const concurrency = Math.max(2, Math.floor(availableParallelism() / 2));
  const flags = ["--continue", "--summarize", "--ui=stream", "--output-logs=new-only", `--concurrency=${concurrency}`];
  // A process group of its own: a terminal's Ctrl-C then reaches turbo once, through us, and not its launcher alone.
  const detached = process.platform !== "win32";
  const child = spawn(process.execPath, [tool.turbo, "run", ...tasks, ...flags, ...args], {
    cwd: root,
    env: quiet(env),
    stdio,
    detached,
  });
  signals.forwardTo((signal) => {
    if (detached && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

type Signals = {
  received: boolean;
  forwardTo(kill: (signal: NodeJS.Signals) => void): void;
  exitCode(): number | undefined;
  stop(): void;
};

/** Keeps this process alive on a signal until what it started has ended. */
function listenForSignals(): Signals {
  const numbers: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };
  let received: NodeJS.Signals | undefined;
  let kill: ((signal: NodeJS.Signals) => void) | undefined;
  const listen = (signal: NodeJS.Signals) => {
    if (received !== undefined) return;
    received = signal;
    kill?.(signal);
  };
  for (const signal of Object.keys(numbers) as NodeJS.Signals[]) process.on(signal, listen);
  return {
    get received() {
      return received !== undefined;
    },
    forwardTo: (target) => {
      kill = target;
    },
    exitCode: () => (received === undefined ? undefined : 128 + (numbers[received] ?? 0)),
    stop: () => {
      for (const signal of Object.keys(numbers) as NodeJS.Signals[]) process.removeListener(signal, listen);
    },
  };
}

/** A count left from before must not pass for one of this run. */
function forgetLastRun(root: string): void {
  const old = globSync(
    ["contracts", "packages/*", "e2e", "scripts"].map((directory) => `${directory}/${countsFile}`),
    {
      cwd: root,
    },
  );
  for (const file of [...old, summaryFile, join(".turbo", "runs")])
    rmSync(join(root, file), { recursive: true, force: true });
}

type RunSummary = {
  tasks: {
    task: string;
    package: string;
    directory: string;
    cache?: { status: string };
    execution?: { exitCode: number | null };
  }[];
};

function readRows(root: string): Row[] {
  const file = globSync(".turbo/runs/*.json", { cwd: root })[0];
  if (file === undefined) return [];
  const { tasks }: RunSummary = JSON.parse(readFileSync(join(root, file), "utf8"));
  return tasks
    .filter(({ task }) => task.startsWith("test"))
    .map(({ task, package: name, directory, cache, execution }) => ({
      name: task === "test:scripts" ? "scripts" : name,
      exitCode: execution?.exitCode ?? 1,
      cached: cache?.status === "HIT",
      counts: readCounts(join(root, task === "test:scripts" ? "scripts" : directory, countsFile)),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readCounts(file: string): Counts | undefined {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
