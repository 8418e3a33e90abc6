import { hash } from "node:crypto";
import type { Principal } from "./principal.ts";

/** `expiresAt` in milliseconds; `keys` is the key set the token was verified with. */
type Entry = { readonly principal: Principal; readonly expiresAt: number; readonly keys: object };

/** A service is called by few clients, each with the same token for minutes. */
const maxRecent = 8;

/**
 * Remembers which tokens have been verified, since checking a signature costs fifty times a look-up.
 *
 * It is keyed by the token's SHA-256, so a memory dump holds no usable token, and bounded: the oldest goes first. Only the
 * last few that were asked for are kept as they are, since comparing costs a tenth of hashing. Those a dump shows in any
 * case: they stand in the header tables (HPACK) of the connections that they have just come over.
 */
export function createVerifiedTokens(maxEntries: number) {
  const entries = new Map<string, Entry>();
  const recent: { readonly token: string; readonly entry: Entry }[] = [];
  let next = 0;

  function get(token: string): Entry | undefined {
    for (const one of recent) {
      if (one.token === token) return one.entry;
    }
    const entry = entries.get(idOf(token));
    if (entry !== undefined) {
      recent[next] = { token, entry };
      next = (next + 1) % maxRecent;
    }
    return entry;
  }

  return {
    get,
    set(token: string, entry: Entry): void {
      const id = idOf(token);
      entries.delete(id);
      entries.set(id, entry);
      if (entries.size <= maxEntries) return;
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    },
    delete(token: string): void {
      entries.delete(idOf(token));
      const at = recent.findIndex((one) => one.token === token);
      if (at >= 0) recent.splice(at, 1);
      next = recent.length % maxRecent;
    },
    get size(): number {
      return entries.size;
    },
  };
}

function idOf(token: string): string {
  return hash("sha256", token, "base64url");
}
