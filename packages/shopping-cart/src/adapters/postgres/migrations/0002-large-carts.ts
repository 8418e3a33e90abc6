import { Migration } from "@mikro-orm/migrations";

export class Migration0002LargeCarts extends Migration {
  override up(): void {
    this.addSql("alter table carts add item_count integer not null default 0");
    this.addSql("update carts set item_count = (select count(*) from cart_items i where i.username = carts.username)");
    this.addSql("alter table cart_items add price_time timestamptz not null default now()");
    this.addSql("create unique index cart_items_by_position on cart_items (username, position)");
    this.addSql("alter table applied_requests add merged boolean not null default false");
  }
}
