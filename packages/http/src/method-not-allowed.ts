import type { FastifyInstance } from "fastify";
import { problem } from "./problems.ts";

const otherMethods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

/**
 * Answers whatever a path does not take with 405 and what it takes; where it takes GET, it takes HEAD.
 *
 * @example
 * ```ts
 * app.get("/docs", () => page);
 * addMethodNotAllowed(app, "/docs", ["GET"]);
 * ```
 */
export function addMethodNotAllowed(app: FastifyInstance, url: string, methods: readonly string[]): void {
  const allow = methods.includes("GET") ? [...methods, "HEAD"].join(", ") : methods.join(", ");
  app.route({
    method: otherMethods.filter((method) => !methods.includes(method)),
    url,
    async onRequest() {
      throw problem("method-not-allowed", `Use one of ${allow}`, { headers: { allow } });
    },
    handler: async () => undefined,
  });
}
