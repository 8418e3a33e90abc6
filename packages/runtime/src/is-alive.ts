import process from "node:process";

/**
 * Whether a process with this id is alive, whoever's it is. An id from a file may be that of another process by now.
 *
 * @throws What the operating system or Deno's permissions object to: then nobody knows.
 *
 * @example
 * if (!isAlive(Number(await readFile("stack.pid", "utf8")))) await rm("stack.pid");
 */
export function isAlive(pid: number): boolean {
  // To kill(), 0 and negative numbers are groups of processes.
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Not `instanceof Error`, which Node's own errors are not within jest.
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ESRCH") return false;
    // Alive, and somebody else's.
    if (code === "EPERM") return true;
    throw error;
  }
}
