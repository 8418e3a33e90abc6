import type { Meter } from "@opentelemetry/api";
import type { Logger } from "../logger.ts";

/** How much of a path is logged: a stranger chooses its length. */
const loggedCharacters = 200;

/**
 * Notes calls to methods that the server does not have, which pass no interceptor: most often a client of a newer contract,
 * or of another server.
 */
export function unknownMethods(logger: Logger, meter: Meter | undefined): (path: string) => void {
  const counter = meter?.createCounter("hexmart.rpc.server.unknown_methods", {
    unit: "{call}",
    description: "Calls to methods that the server does not have.",
  });
  return (path) => {
    // Without the path, or a stranger could fill the memory of whoever keeps the counts.
    counter?.add(1);
    logger.info({ method: path.slice(1, loggedCharacters + 1), code: "UNIMPLEMENTED" }, "call to an unknown method");
  };
}
