import type { UsedTokens } from "#ports/used-tokens.ts";

export function createMemoryUsedTokens(): UsedTokens {
  const known = new Map<string, Date>();
  return {
    async useOnce(id, expiresAt) {
      const first = !known.has(id);
      if (first) known.set(id, expiresAt);
      return first;
    },
    async purge(now) {
      const over = [...known].filter(([, expiresAt]) => expiresAt <= now);
      for (const [id] of over) known.delete(id);
      return over.length;
    },
  };
}
