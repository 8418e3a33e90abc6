import type { Logger as OrmLogger } from "@mikro-orm/core";
import type { Logger } from "./logger.ts";

/**
 * Gives MikroORM's warnings and errors to our logger, among them those about connections that the server has dropped.
 * Queries and their parameters are not logged: they hold what people typed.
 */
export function createOrmLogger(logger: Logger): OrmLogger {
  const fields = (namespace: string) => ({ event: "database.orm", namespace });
  return {
    log: (namespace, message, context) => {
      if (context?.level === "error") logger.error(fields(namespace), message);
      else if (context?.level === "warning") logger.warn(fields(namespace), message);
    },
    warn: (namespace, message) => logger.warn(fields(namespace), message),
    error: (namespace, message) => logger.error(fields(namespace), message),
    logQuery: () => {},
    setDebugMode: () => {},
    isEnabled: () => false,
  };
}
