import { Migration } from "@mikro-orm/migrations";

export class Migration0001Identity extends Migration {
  override up(): void {
    this.addSql(`
      create table artifacts (
        model text not null,
        id text not null,
        payload jsonb not null,
        grant_id text,
        uid text,
        user_code text,
        account_id text,
        client_id text,
        consumed_at timestamptz,
        expires_at timestamptz,
        primary key (model, id),
        unique (model, uid),
        unique (model, user_code)
      )
    `);
    this.addSql("create index artifacts_grant_id on artifacts (grant_id) where grant_id is not null");
    this.addSql("create index artifacts_expires_at on artifacts (expires_at)");
    this.addSql(`
      create table clients (
        client_id text primary key,
        jwks jsonb not null,
        resources jsonb not null
      )
    `);
    this.addSql(`
      create table signing_keys (
        kid text primary key,
        private_jwk jsonb not null,
        created_at timestamptz not null,
        retired_at timestamptz
      )
    `);
    // What makes two replicas that start at once agree on one key.
    this.addSql("create unique index signing_keys_one_active on signing_keys ((true)) where retired_at is null");
  }
}
