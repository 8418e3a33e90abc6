import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

export type ShellOptions = {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** How long it may take; then it is asked to stop, and ended. */
  readonly timeoutMs: number;
  /** How long it may take to stop. Default: 10 000. */
  readonly graceMs?: number;
  /** Ends it when aborted. */
  readonly signal?: AbortSignal;
};

export type Outcome = {
  readonly output: string;
  readonly seconds: number;
  /** Why it was no success, if it was none: its exit code, its time, or what it left running. */
  readonly fault: string | undefined;
};

/**
 * Runs what a reader would type at the root of a clone, line by line until one fails, with the tools of the clone first
 * in PATH. Whatever happens, no process of it is left.
 */
export async function runShell(command: string, options: ShellOptions): Promise<Outcome> {
  const { cwd, timeoutMs, graceMs = 10_000, signal } = options;
  const begun = performance.now();
  const env = { ...process.env, ...options.env };
  const child = spawn("sh", ["-e", "-c", command], {
    cwd,
    env: { ...env, PATH: [join(cwd, "node_modules", ".bin"), env.PATH].join(delimiter), NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that all that it started can be ended together.
    detached: true,
  });
  const kill = (how: NodeJS.Signals | 0): boolean => {
    try {
      return child.pid !== undefined && process.kill(-child.pid, how);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
      throw error;
    }
  };
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  let late = false;
  const stop = () => {
    kill("SIGTERM");
    setTimeout(() => kill("SIGKILL"), graceMs).unref();
  };
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, timeoutMs);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    // "exit" rather than "close": what was left running may hold the pipes open for ever.
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    });
    const left = !(await gone(() => !kill(0)));
    if (left) {
      kill("SIGKILL");
      await gone(() => !kill(0));
    }
    if (!child.stdout.readableEnded || !child.stderr.readableEnded) {
      await new Promise((resolve) => child.once("close", resolve));
    }
    const seconds = (performance.now() - begun) / 1_000;
    return { output, seconds, fault: faultOf({ late, code, left, timeoutMs }) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** Whether it comes true within two seconds: what was told to end may need a moment. */
async function gone(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 40; tries++) {
    if (condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return condition();
}

function faultOf(end: { late: boolean; code: number | null; left: boolean; timeoutMs: number }): string | undefined {
  if (end.late) return `it had not ended after ${end.timeoutMs / 1_000} s`;
  if (end.code !== 0) return `it ended with ${end.code ?? "a signal"}`;
  return end.left ? "it left processes running" : undefined;
}
