import * as z from "zod";

/**
 * The variable that says where a run log is kept, under the name that systemd gives it (`StateDirectory=`).
 *
 * @example
 * variables: { STATE_DIRECTORY: stateDirectory },
 */
export const stateDirectory = z
  .string()
  .min(1)
  .default(".state")
  .describe("folder for the run that is under way, so that the next start goes on with it; made when it is not there");
