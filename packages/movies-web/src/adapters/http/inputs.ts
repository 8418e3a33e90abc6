import type { FastifyRequest } from "fastify";

/** A text of a form; empty for what is not there, or there twice. */
export function textOf({ body }: FastifyRequest, name: string): string {
  return read(body, name) ?? "";
}

/** A text of the query; undefined for what is empty, not there, or there twice. */
export function queryText({ query }: FastifyRequest, name: string): string | undefined {
  return read(query, name)?.trim() || undefined;
}

/** What the page is to say of what has just been done, by the name that the redirect gave it. */
export function noticeOf(request: FastifyRequest, notices: Readonly<Record<string, string>>): string | undefined {
  const done = queryText(request, "done") ?? "";
  return Object.hasOwn(notices, done) ? notices[done] : undefined;
}

function read(from: unknown, name: string): string | undefined {
  const value = ((from ?? {}) as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value : undefined;
}
