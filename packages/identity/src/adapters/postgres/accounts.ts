import type { Database } from "@hexmart/postgres";
import type { InferEntity } from "@mikro-orm/core";
import type { Account } from "#domain/account.ts";
import type { AccountRepository, LoginAttemptRepository } from "#ports/accounts.ts";
import { AccountRow, LoginAttemptRow } from "./schema.ts";

const ADD = `
  insert into accounts (id, username, password_hash, roles, claims, disabled) values (?, ?, ?, ?, ?, ?)
  on conflict (username) do nothing
  returning id
`;

export function createAccounts(database: Database): AccountRepository {
  return {
    async add({ id, username, passwordHash, roles, claims, disabled }) {
      const values = [id, username, passwordHash, JSON.stringify(roles), JSON.stringify(claims), disabled];
      const added: unknown[] = await database.em().execute(ADD, values);
      return added.length === 1;
    },
    async find(id) {
      const row = await database.em().findOne(AccountRow, { id });
      return row ? toAccount(row) : undefined;
    },
    async findByUsername(username) {
      const row = await database.em().findOne(AccountRow, { username });
      return row ? toAccount(row) : undefined;
    },
    async list({ after = "", limit }) {
      const where = { username: { $gt: after } };
      const rows = await database.em().find(AccountRow, where, { orderBy: { username: "asc" }, limit });
      return rows.map(toAccount);
    },
    async setPasswordHash(id, passwordHash) {
      await database.em().nativeUpdate(AccountRow, { id }, { passwordHash });
    },
    async setDisabled(id, disabled) {
      await database.em().nativeUpdate(AccountRow, { id }, { disabled });
    },
  };
}

// One statement counts and answers, so that simultaneous tries get different numbers.
const COUNT = `
  insert into login_attempts as present (key, count, resets_at) values (?, 1, ?)
  on conflict (key) do update set
    count = case when present.resets_at > ? then present.count + 1 else 1 end,
    resets_at = case when present.resets_at > ? then present.resets_at else excluded.resets_at end
  returning count, resets_at
`;
const TAKE_BACK = "update login_attempts set count = greatest(count - 1, 0) where key = ?";

export function createLoginAttempts(database: Database): LoginAttemptRepository {
  return {
    async add(key, now, windowSeconds) {
      const resetsAt = new Date(now.getTime() + windowSeconds * 1000);
      const rows: { count: number; resets_at: Date }[] = await database.em().execute(COUNT, [key, resetsAt, now, now]);
      const [row] = rows;
      if (!row) throw new Error("Cannot count a login: PostgreSQL answered nothing");
      return { count: row.count, resetsAt: new Date(row.resets_at) };
    },
    async takeBack(key) {
      await database.em().execute(TAKE_BACK, [key]);
    },
    async clear(key) {
      await database.em().nativeDelete(LoginAttemptRow, { key });
    },
    async removeExpired(now) {
      return database.em().nativeDelete(LoginAttemptRow, { resetsAt: { $lt: now } });
    },
  };
}

function toAccount({ id, username, passwordHash, roles, claims, disabled }: InferEntity<typeof AccountRow>): Account {
  return { id, username, passwordHash, roles, claims, disabled };
}
