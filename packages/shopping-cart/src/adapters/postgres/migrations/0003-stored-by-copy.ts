import { Migration } from "@mikro-orm/migrations";

export class Migration0003StoredByCopy extends Migration {
  override up(): void {
    this.addSql("alter table carts add last_position integer not null default 0");
    this.addSql(`
      update carts set last_position =
        (select coalesce(max(position), 0) from cart_items i where i.username = carts.username)
    `);
    // Whoever writes a request holds the lock of its cart, which is there, then. To look for it once more for each row
    // cost more than all else about the row.
    this.addSql("alter table applied_requests drop constraint applied_requests_username_fkey");
  }
}
