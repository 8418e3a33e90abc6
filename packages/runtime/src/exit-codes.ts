/**
 * How a process ends. 64, 69 and 78 are those of BSD's `sysexits.h`, so that a supervisor can tell "will never work"
 * (64, 78) from "may work later" (69) and from a bug (1).
 */
export const exitCodes = {
  /** Drained and stopped, or `--help`. */
  stopped: 0,
  /** A bug, or a drain that failed or took longer than SHUTDOWN_TIMEOUT_MS. */
  crashed: 1,
  /** An argument that does not exist. */
  usage: 64,
  /** Something needed is not there: the address or the state is taken or the database is away at start; `--once` gave up. */
  unavailable: 69,
  /** A variable is missing or wrong, perhaps in a way that only `compose` can tell (`ConfigError`). */
  config: 78,
  /** A second SIGINT or SIGTERM while draining. */
  interrupted: 130,
} as const;
