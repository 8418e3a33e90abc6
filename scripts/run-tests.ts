import { spawn } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Counts, countsFile } from "../packages/tooling/src/jest-reporter.ts";
import { quiet, tool } from "./root.ts";
import { type Row, summary, total } from "./test-results.ts";

/** What can be run: tasks of turbo, and whether they need a database. */
export const suites = {
  test: { tasks: ["test", "test:scripts"], database: true },
  unit: { tasks: ["test:unit"], database: false },
  /** All but the slowest on Deno, and the chosen journeys with services on Deno and on both. */
  deno: { tasks: ["test:deno", "test:mixed"], database: true },
  /** What `deno` leaves out, and every journey. */
  "deno:nightly": { tasks: ["test:deno:nightly", "test:mixed:nightly"], database: true },
} as const satisfies Record<string, { tasks: readonly string[]; database: boolean }>;

export type Suite = keyof typeof suites;

export function isSuite(name: string): name is Suite {
  return Object.hasOwn(suites, name);
}

/** Where runs leave their summaries, relative to the root, for what wraps a run. */
export const summaries = join(".hexmart", "summaries");

/** Where the summary of the last run of a suite is left, relative to the root. */
export const summaryFile = (suite: Suite): string => join(summaries, `${suite.replaceAll(":", "-")}.txt`);

/** A database server for the time of a run. */
export type Database = { url: string; stop(): Promise<void> };

export type Options = {
  root: string;
  /** What the caller adds to turbo's command line, for example `--filter=@hexmart/money`. */
  args: readonly string[];
  /** Default: test. */
  suite?: Suite;
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
  const suite = options.suite ?? "test";
  const { tasks, database: needsDatabase } = suites[suite];
  forgetLastRun(options.root, suite);
  const signals = listenForSignals();
  try {
    const database = needsDatabase && !env.TEST_DATABASE_URL ? await options.startDatabase() : undefined;
    try {
      const exitCode = signals.received
        ? 1
        : await turbo(tasks, options, { ...env, ...(database && { TEST_DATABASE_URL: database.url }) }, signals);
      const rows = readRows(options.root);
      const { passed, failed } = total(rows);
      const code = signals.exitCode() ?? (exitCode || (failed > 0 || passed === 0 ? 1 : 0));
      const text = summary(rows, code === 0);
      mkdirSync(join(options.root, summaries), { recursive: true });
      writeFileSync(join(options.root, summaryFile(suite)), `${text}\n`);
      return { exitCode: code, summary: text };
    } finally {
      await database?.stop();
    }
  } finally {
    signals.stop();
  }
}

function turbo(
  tasks: readonly string[],
  { root, args, stdio = "inherit" }: Options,
  env: NodeJS.ProcessEnv,
  signals: Signals,
): Promise<number> {
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
function forgetLastRun(root: string, suite: Suite): void {
  const counts = suites[suite].tasks.map((task) => countsFile(task));
  const old = globSync(
    ["contracts", "packages/*", "e2e", "scripts"].flatMap((directory) => counts.map((file) => `${directory}/${file}`)),
    { cwd: root },
  );
  for (const file of [...old, summaryFile(suite), join(".turbo", "runs")])
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
      name: rowName(task, name),
      exitCode: execution?.exitCode ?? 1,
      cached: cache?.status === "HIT",
      counts: readCounts(join(root, task === "test:scripts" ? "scripts" : directory, countsFile(task))),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A package may stand in a summary once for each runtime. */
function rowName(task: string, name: string): string {
  if (task === "test:scripts") return "scripts";
  return task === "test" || task === "test:unit" ? name : `${name} (${task.slice("test:".length)})`;
}

function readCounts(file: string): Counts | undefined {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
