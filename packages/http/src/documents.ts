import { hash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { docsPage, stylesheet } from "./docs-page.ts";
import { addMethodNotAllowed } from "./method-not-allowed.ts";

/** The page has one stylesheet, within it, and nothing else: no script, no font, no other host. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash("sha256", stylesheet, "base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * Serves an OpenAPI document as it is, at /openapi.json, and as a page to read, at /docs.
 *
 * @example
 * ```ts
 * await serveHttp({ ...options, routes: (app) => addDocuments(app, document) });
 * ```
 */
export function addDocuments(app: FastifyInstance, document: Parameters<typeof docsPage>[0]): void {
  const json = JSON.stringify(document);
  const page = docsPage(document);
  app.get("/openapi.json", (_request, reply) => reply.type("application/json; charset=utf-8").send(json));
  app.get("/docs", (_request, reply) =>
    reply.type("text/html; charset=utf-8").header("content-security-policy", POLICY).send(page),
  );
  for (const url of ["/openapi.json", "/docs"]) addMethodNotAllowed(app, url, ["GET"]);
}
