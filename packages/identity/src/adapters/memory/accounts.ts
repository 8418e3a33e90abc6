import type { Account } from "#domain/account.ts";
import type { AccountRepository, AttemptCount, LoginAttemptRepository } from "#ports/accounts.ts";

export function createAccounts(): AccountRepository {
  const byId = new Map<string, Account>();
  const findByUsername = async (username: string) => byId.values().find((account) => account.username === username);
  return {
    async add(account) {
      if (byId.values().some(({ username }) => username === account.username)) return false;
      byId.set(account.id, account);
      return true;
    },
    async find(id) {
      return byId.get(id);
    },
    findByUsername,
  };
}

export function createLoginAttempts(): LoginAttemptRepository {
  const counts = new Map<string, AttemptCount>();
  return {
    async add(key, now, windowSeconds) {
      const current = counts.get(key);
      const counted =
        current && current.resetsAt > now
          ? { ...current, count: current.count + 1 }
          : { count: 1, resetsAt: new Date(now.getTime() + windowSeconds * 1000) };
      counts.set(key, counted);
      return counted;
    },
    async takeBack(key) {
      const current = counts.get(key);
      if (current) counts.set(key, { ...current, count: Math.max(0, current.count - 1) });
    },
    async clear(key) {
      counts.delete(key);
    },
    async removeExpired(now) {
      const expired = [...counts].filter(([, { resetsAt }]) => resetsAt < now);
      for (const [key] of expired) counts.delete(key);
      return expired.length;
    },
  };
}
