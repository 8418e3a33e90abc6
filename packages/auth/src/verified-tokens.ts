import type { Principal } from "./principal.ts";

/** `expiresAt` in milliseconds; `keys` is the key set the token was verified with. */
type Entry = { principal: Principal; expiresAt: number; keys: object };

/**
 * Remembers which tokens have been verified, since checking a signature costs fifty times a look-up.
 *
 * It is keyed by the token's SHA-256, so a memory dump holds no usable token, and bounded: the oldest goes first.
 */
export function createVerifiedTokens(maxEntries: number) {
  const entries = new Map<string, Entry>();
  return {
    get(id: string): Entry | undefined {
      return entries.get(id);
    },
    set(id: string, entry: Entry): void {
      entries.delete(id);
      entries.set(id, entry);
      if (entries.size <= maxEntries) return;
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    },
    delete(id: string): void {
      entries.delete(id);
    },
    get size(): number {
      return entries.size;
    },
  };
}
