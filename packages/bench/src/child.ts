import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { canPin } from "./machine.ts";

/** Where processes run: what is measured on one core, what keeps it busy on the other. */
export const cores = { measured: 0, load: 1 } as const;

/** What a child has used since it started. */
export type Usage = {
  /** CPU time, of the whole process, in microseconds. */
  readonly cpuUs: number;
  /** How many calls it has answered or made. */
  readonly calls: number;
};

/** A process of its own that this one asks for numbers; see measured.ts for its side. */
export type Child<Ready> = AsyncDisposable & {
  readonly ready: Ready;
  readonly pid: number;
  usage(): Promise<Usage>;
  /** Gives one of the orders that it obeys, and waits until that is done. */
  order(order: string): Promise<void>;
};

/**
 * Starts one of the files of this package, on a core of its own if asked, and waits until it is ready. Disposing of it
 * closes its channel, at which it ends.
 */
export async function startChild<Ready>(
  file: URL,
  { args = [], core }: { args?: readonly string[]; core?: number },
): Promise<Child<Ready>> {
  const node = [process.execPath, "--disable-warning=ExperimentalWarning", fileURLToPath(file), ...args];
  const [command = "", ...rest] =
    core !== undefined && canPin() ? ["taskset", "--cpu-list", String(core), ...node] : node;
  // Its standard output, where a service logs, is thrown away.
  const child = spawn(command, rest, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const exited = once(child, "exit").then(([code, signal]) => {
    throw new Error(`${fileURLToPath(file)} has ended with ${code ?? signal}: its errors stand above`);
  });
  exited.catch(() => {});

  async function next(): Promise<unknown> {
    const [message] = await Promise.race([once(child, "message"), exited]);
    return message;
  }

  return {
    ready: (await next()) as Ready,
    pid: child.pid ?? 0,
    async usage() {
      child.send("usage");
      return (await next()) as Usage;
    },
    async order(order) {
      child.send(order);
      await next();
    },
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await exited.catch(() => {});
    },
  };
}
