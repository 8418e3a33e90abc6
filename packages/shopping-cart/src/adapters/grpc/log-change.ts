import type { RpcContext } from "@hexmart/grpc";
import type { Logger } from "@hexmart/runtime";

export type Change = "added" | "updated" | "removed" | "cleared";

/** Tells of what a person did. What a program does, every few seconds, it tells itself. */
export function createChangeLog(logger: Logger) {
  return (username: string, change: Change, { principal }: RpcContext): void => {
    if (principal?.username === undefined) return;
    logger.info({ event: "cart.changed", username, change, by: principal.username }, "a user changed a cart");
  };
}
