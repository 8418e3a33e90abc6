import { Migration } from "@mikro-orm/migrations";

/**
 * Nothing here stops a replica of the release before, which runs on while this one starts: it reads and adds products,
 * and the defaults give such a row what it does not know of.
 *
 * Each order of a list has an index, with the id behind what it is sorted by, so that the place of every product is one
 * of its own, and the status behind that, so that a filter is looked at without going to the table. Names are compared
 * byte by byte, wherever the database stands; times are kept to the millisecond, which is all that a page token holds.
 */
export class Migration0003ListsAndChanges extends Migration {
  override up(): void {
    this.addSql(`
      alter table products
        alter column name type text collate "C",
        alter column currency_code type char(3) collate "C",
        alter column create_time type timestamptz(3),
        add column update_time timestamptz(3) not null default now(),
        add column etag text not null default gen_random_uuid()
    `);
    this.addSql("update products set update_time = create_time");
    this.addSql("create index products_by_name on products (name, id, status)");
    this.addSql("create index products_by_price on products (currency_code, price, id, status)");
    this.addSql("create index products_by_create_time on products (create_time, id, status)");
    this.addSql(`
      create table creation_requests (
        id uuid primary key,
        content text not null,
        product_id uuid not null,
        time timestamptz(3) not null
      )
    `);
    this.addSql("create index creation_requests_by_time on creation_requests (time)");
  }
}
