import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem, type } from "node:os";
import process from "node:process";

/** The machine in one line, so that a result says where it is from. */
export function describeMachine({ pinned }: { pinned: boolean }): string {
  const gib = Math.round(totalmem() / 2 ** 30);
  const model = cpus()[0]?.model.trim() || "unknown CPU";
  const cores = !pinned ? "nothing pinned" : canPin() ? "server and load on a core each" : "not pinned: no taskset";
  return `${type()} ${process.arch}, ${availableParallelism()} × ${model}, ${gib} GiB, Node ${process.version}, ${cores}`;
}

let pins: boolean | undefined;

/** Whether processes can be given a core of their own here. */
export function canPin(): boolean {
  pins ??= availableParallelism() > 1 && has("taskset");
  return pins;
}

/** Whether a command can be run here. */
export function has(command: string): boolean {
  return spawnSync(command, ["--version"], { stdio: "ignore" }).error === undefined;
}

/** The most memory that a process has ever had, in MiB; undefined where the system does not tell, or it is gone. */
export function peakRss(pid: number): number | undefined {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
  } catch {
    return undefined;
  }
}

/** The CPU time that a process has had so far, in microseconds; undefined where the system does not tell, or it is gone. */
export function cpuTime(pid: number): number | undefined {
  return times(pid)?.own;
}

/** The CPU time of a process and of all that it has started, such as the sessions of PostgreSQL, in microseconds. */
export function cpuTimeOfFamily(pid: number): number | undefined {
  try {
    // Those that have ended are counted with their parent, in the two fields behind its own.
    const { own, ended } = times(pid) ?? { own: Number.NaN, ended: Number.NaN };
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    return own + ended + children.reduce((sum, child) => sum + (cpuTime(Number(child)) ?? 0), 0);
  } catch {
    return undefined;
  }
}

function times(pid: number): { readonly own: number; readonly ended: number } | undefined {
  try {
    // Behind the name of the program, which may hold spaces: the 14th to 17th of all, in hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ").map(Number) ?? [];
    const [own = 0, system = 0, ended = 0, endedSystem = 0] = fields.slice(11, 15);
    return { own: (own + system) * 10_000, ended: (ended + endedSystem) * 10_000 };
  } catch {
    return undefined;
  }
}
