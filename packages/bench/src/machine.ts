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
  try {
    // Behind the name of the program, which may hold spaces: the 14th and 15th of all, in hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return undefined;
  }
}
