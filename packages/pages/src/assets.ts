import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { FastifyInstance } from "fastify";

/** Files that pages refer to. */
export type Assets = {
  /** @throws TypeError for a file that is not there */
  url(name: string): string;
};

const mediaTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * Serves the files of some folders out of memory: nothing that was not there at the start can be asked for. Their
 * addresses have a digest of them all, and so may be kept for ever.
 *
 * @throws TypeError for a file of a kind that pages have no use for
 */
export function serveAssets(app: FastifyInstance, folders: readonly string[]): Assets {
  const files = new Map(
    folders.flatMap((folder) => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const)),
  );
  const digest = digestOf([...files].flat());
  const urlOf = (name: string) => `/assets/${digest}/${name}`;
  for (const [name, content] of files) {
    const type = mediaTypes[extname(name)];
    if (type === undefined) {
      throw new TypeError(`Cannot serve "${name}": pages have ${Object.keys(mediaTypes).join(", ")} files`);
    }
    const etag = `"${digestOf([content])}"`;
    app.get(urlOf(name), async ({ headers }, reply) => {
      reply.headers({ etag, "cache-control": "public, max-age=31536000, immutable" });
      return headers["if-none-match"] === etag ? reply.code(304).send() : reply.type(type).send(content);
    });
  }
  return {
    url(name) {
      if (!files.has(name)) throw new TypeError(`Cannot refer to "${name}": it is in none of ${folders.join(", ")}`);
      return urlOf(name);
    },
  };
}

function digestOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}\0`).update(part);
  return hash.digest("base64url").slice(0, 16);
}
