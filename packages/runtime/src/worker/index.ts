export { type FileRunLogOptions, openFileRunLog } from "./file-run-log.ts";
export { lock, StateInUseError } from "./lock.ts";
export { createMemoryRunLog } from "./memory-run-log.ts";
export { createProgress, type Progress } from "./progress.ts";
export type { RunLog } from "./run-log.ts";
export { stateDirectory } from "./state-directory.ts";
