import { Migration } from "@mikro-orm/migrations";

export class Migration0004DisabledClients extends Migration {
  override up(): void {
    this.addSql("alter table clients add column disabled boolean not null default false");
    // For ending at once what a client or an account holds.
    this.addSql("create index artifacts_client_id on artifacts (client_id) where client_id is not null");
    this.addSql("create index artifacts_account_id on artifacts (account_id) where account_id is not null");
  }
}
