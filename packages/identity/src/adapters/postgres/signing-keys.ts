import { type Database, transact } from "@hexmart/postgres";
import type { InferEntity } from "@mikro-orm/core";
import type { SigningKey } from "#domain/signing-key.ts";
import type { SigningKeyChanges, SigningKeyRepository } from "#ports/signing-keys.ts";
import { SigningKeyRow } from "./schema.ts";

/** Where every change is announced, in the transaction that makes it. */
const CHANNEL = "identity.signing_keys";

const ANNOUNCE = `select pg_notify('${CHANNEL}', '')`;
// Without a conflict target, so that the indexes of the one active and the one next key count as well.
const ADD = `
  insert into signing_keys (kid, private_jwk, created_at, activated_at) values ($1, $2, $3, $4)
  on conflict do nothing
`;
// Whoever comes second waits here for the first, and then finds nothing.
const LOCK_NEXT = "select kid from signing_keys where kid = $1 and activated_at is null for update";
const RETIRE = "update signing_keys set retired_at = $1 where activated_at is not null and retired_at is null";
const ACTIVATE = "update signing_keys set activated_at = $2 where kid = $1";
const REMOVE = "delete from signing_keys where retired_at <= $1";
const LOCK_ALL = "lock table signing_keys in share row exclusive mode";

/** Keeps the keys in PostgreSQL, where several replicas share them. */
export function createPostgresSigningKeys(database: Database): SigningKeyRepository {
  /** Runs a change, and announces it if it answers that there was one. */
  const change = <T>(work: Parameters<typeof transact<T>>[1]): Promise<T> =>
    transact(database, async (client) => {
      const outcome = await work(client);
      if (outcome !== false && outcome !== 0) await client.query(ANNOUNCE);
      return outcome;
    });

  const add = (key: SigningKey) => change(async (client) => (await client.query(ADD, valuesOf(key))).rowCount === 1);

  return {
    async list() {
      return (await database.em().findAll(SigningKeyRow)).map(toKey);
    },
    addFirst: add,
    addNext: add,
    activate: (kid, now) =>
      change(async (client) => {
        if ((await client.query(LOCK_NEXT, [kid])).rowCount !== 1) return false;
        await client.query(RETIRE, [now]);
        await client.query(ACTIVATE, [kid, now]);
        return true;
      }),
    removeRetired: (retiredBefore) =>
      change(async (client) => (await client.query(REMOVE, [retiredBefore])).rowCount ?? 0),
    replaceAll: (key) =>
      change(async (client) => {
        await client.query(LOCK_ALL);
        await client.query("delete from signing_keys");
        await client.query(ADD, valuesOf(key));
      }),
  };
}

/** Hears of every replica's changes over one connection, until the database is closed. */
export async function listenToSigningKeys(database: Database): Promise<SigningKeyChanges> {
  const subscribers = new Set<() => void>();
  const tell = () => {
    for (const onChange of subscribers) onChange();
  };
  await database.listen({ channel: CHANNEL, onNotification: tell, onGap: tell });
  return {
    subscribe(onChange) {
      subscribers.add(onChange);
      return () => void subscribers.delete(onChange);
    },
  };
}

function valuesOf(key: SigningKey): unknown[] {
  const activatedAt = key.state === "next" ? null : key.activatedAt;
  return [key.kid, JSON.stringify(key.privateJwk), key.createdAt, activatedAt];
}

function toKey({ kid, privateJwk, createdAt, activatedAt, retiredAt }: InferEntity<typeof SigningKeyRow>): SigningKey {
  const generated = { kid, privateJwk, createdAt };
  if (activatedAt == null) return { ...generated, state: "next" };
  if (retiredAt == null) return { ...generated, state: "active", activatedAt };
  return { ...generated, state: "retired", activatedAt, retiredAt };
}
