import { join } from "node:path";

/** The root of the repository. */
export const root = join(import.meta.dirname, "..");

/**
 * The arguments that start a tool of node_modules/.bin with this runtime: unlike the name alone they work on Windows too,
 * and whatever PATH says.
 */
export const tool = {
  turbo: join(root, "node_modules", "turbo", "bin", "turbo"),
  buf: join(root, "node_modules", "@bufbuild", "buf", "bin", "buf"),
} as const;

/** The environment for a tool that the repository starts: none of them reports home. */
export function quiet(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
}
