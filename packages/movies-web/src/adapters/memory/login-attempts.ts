import type { LoginAttempt, LoginAttempts } from "#ports/login-attempts.ts";

export function createMemoryLoginAttempts(): LoginAttempts {
  const byId = new Map<string, LoginAttempt>();
  return {
    async add(attempt) {
      byId.set(attempt.id, attempt);
    },
    async take(id) {
      const attempt = byId.get(id);
      byId.delete(id);
      return attempt;
    },
    async purge(now) {
      const over = [...byId.values()].filter(({ expiresAt }) => expiresAt <= now);
      for (const { id } of over) byId.delete(id);
      return over.length;
    },
  };
}
