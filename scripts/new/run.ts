import { spawn } from "node:child_process";
import { quiet } from "../root.ts";

/** A step that failed, with what its command said. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";
}

export type Run = { readonly cwd: string; readonly signal: AbortSignal };

/** Runs a script with this Node, quietly; throws what it said when it fails, and the signal's reason when that aborts. */
export async function runNode(what: string, args: readonly string[], { cwd, signal }: Run): Promise<string> {
  signal.throwIfAborted();
  // A group of its own: what it has started ends with it, and Ctrl-C reaches it through us alone.
  const detached = process.platform !== "win32";
  const child = spawn(process.execPath, [...args], { cwd, env: quiet(), stdio: ["ignore", "pipe", "pipe"], detached });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const stop = () => {
    if (child.pid !== undefined) detached ? process.kill(-child.pid, "SIGTERM") : child.kill();
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    signal.throwIfAborted();
    if (code !== 0) throw new StepFailed(`Cannot ${what}:\n${output.trimEnd()}`);
    return output;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
