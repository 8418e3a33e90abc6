import type { Account } from "#domain/account.ts";
import type { AccountRepository, AttemptCount, LoginAttemptRepository } from "#ports/accounts.ts";

export function createAccounts(): AccountRepository {
  const byId = new Map<string, Account>();
  const findByUsername = async (username: string) => byId.values().find((account) => account.username === username);
  const change = (id: string, changed: Partial<Account>) => {
    const account = byId.get(id);
    if (account) byId.set(id, { ...account, ...changed });
  };
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
    async list({ after = "", limit }) {
      const ordered = [...byId.values()].toSorted((a, b) => (a.username < b.username ? -1 : 1));
      return ordered.filter(({ username }) => username > after).slice(0, limit);
    },
    async setPasswordHash(id, passwordHash) {
      change(id, { passwordHash });
    },
    async setDisabled(id, disabled) {
      change(id, { disabled });
    },
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
