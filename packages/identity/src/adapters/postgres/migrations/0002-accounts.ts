import { Migration } from "@mikro-orm/migrations";

export class Migration0002Accounts extends Migration {
  override up(): void {
    this.addSql("alter table clients alter column jwks drop not null");
    this.addSql("alter table clients add column metadata jsonb not null default '{}'");
    this.addSql(`
      create table accounts (
        id text primary key,
        username text not null unique,
        password_hash text not null,
        roles jsonb not null,
        claims jsonb not null,
        disabled boolean not null
      )
    `);
    this.addSql(`
      create table login_attempts (
        key text primary key,
        count integer not null,
        resets_at timestamptz not null
      )
    `);
    this.addSql("create index login_attempts_resets_at on login_attempts (resets_at)");
  }
}
