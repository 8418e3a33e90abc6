import { Migration } from "@mikro-orm/migrations";

export class Migration0003SigningKeyStates extends Migration {
  override up(): void {
    this.addSql("alter table signing_keys add column activated_at timestamptz");
    // Until now every key has signed from its first moment on.
    this.addSql("update signing_keys set activated_at = created_at");
    this.addSql(
      "alter table signing_keys add constraint signing_keys_state check (retired_at is null or activated_at is not null)",
    );
    this.addSql("drop index signing_keys_one_active");
    // What lets one of several replicas win that rotate at once.
    this.addSql(`
      create unique index signing_keys_one_active on signing_keys ((true))
      where activated_at is not null and retired_at is null
    `);
    this.addSql("create unique index signing_keys_one_next on signing_keys ((true)) where activated_at is null");
  }
}
