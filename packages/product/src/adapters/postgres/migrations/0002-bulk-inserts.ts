import { Migration } from "@mikro-orm/migrations";

export class Migration0002BulkInserts extends Migration {
  override up(): void {
    this.addSql(`
      create table bulk_insert_chunks (
        request_id uuid not null,
        number int not null,
        digest text not null,
        outcome jsonb not null,
        expire_time timestamptz not null,
        primary key (request_id, number)
      )
    `);
    this.addSql("create index bulk_insert_chunks_expire_time_index on bulk_insert_chunks (expire_time)");
  }
}
