import { Migration } from "@mikro-orm/migrations";

export class Migration0001Sessions extends Migration {
  override up(): void {
    this.addSql(`
      create table sessions (
        id text primary key,
        subject text not null,
        issuer_session text,
        person jsonb not null,
        id_token text not null,
        refresh_token text,
        tokens jsonb not null,
        created_at timestamptz(3) not null,
        used_at timestamptz(3) not null
      )
    `);
    this.addSql("create index sessions_by_subject on sessions (subject)");
    this.addSql("create index sessions_by_issuer_session on sessions (issuer_session)");
    this.addSql(`
      create table login_attempts (
        id text primary key,
        browser text not null,
        nonce text not null,
        code_verifier text not null,
        return_to text not null,
        expires_at timestamptz(3) not null
      )
    `);
    this.addSql("create table used_tokens (id text primary key, expires_at timestamptz(3) not null)");
  }
}
