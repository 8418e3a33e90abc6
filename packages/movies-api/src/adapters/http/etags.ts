import type { Condition } from "#domain/movie.ts";
import { problem } from "./problems.ts";

const tag = /(W\/)?"([!#-~]*)"/g;
const tags = /^(W\/)?"[!#-~]*"(\s*,\s*(W\/)?"[!#-~]*")*$/;

export const toETag = (etag: string) => `"${etag}"`;

/**
 * The condition that If-Match (RFC 9110, 13.1.1) names. A weak etag is never equal to anything there.
 *
 * @throws ProblemError where there is none, or it is not one
 */
export function toCondition(ifMatch: string | undefined): Condition {
  if (ifMatch === undefined) {
    throw problem("if-match-required", "Read the movie, and send its ETag as If-Match; `*` stands for any");
  }
  return read("if-match", ifMatch, ({ weak }) => !weak);
}

/** Whether the caller has what it asks for already, by If-None-Match (RFC 9110, 13.1.2). */
export function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const known = read("if-none-match", ifNoneMatch, () => true);
  return known === "any" || known.includes(etag);
}

function read(header: string, text: string, counts: (tag: { weak: boolean }) => boolean): Condition {
  if (text.trim() === "*") return "any";
  if (!tags.test(text.trim())) {
    const detail = "is no list of etags, each in quotation marks";
    throw problem("invalid-request", `Cannot read the request: ${header} ${detail}`, {
      errors: [{ in: "header", pointer: `/${header}`, detail }],
    });
  }
  return [...text.matchAll(tag)]
    .filter(([, weak]) => counts({ weak: weak !== undefined }))
    .map(([, , etag = ""]) => etag);
}
