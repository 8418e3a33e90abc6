import { Migration } from "@mikro-orm/migrations";

export class Migration0001Carts extends Migration {
  override up(): void {
    this.addSql("create table carts (username text primary key)");
    this.addSql(`
      create table cart_items (
        username text not null references carts,
        product_id uuid not null,
        color text not null,
        position integer not null,
        product_name text not null,
        quantity integer not null check (quantity > 0),
        list_price numeric(28, 9) not null check (list_price >= 0),
        discount_code text,
        discount numeric(28, 9) not null check (discount between 0 and list_price),
        currency_code char(3) not null,
        primary key (username, product_id, color)
      )
    `);
    this.addSql(`
      create table applied_requests (
        username text not null references carts,
        request_id uuid not null,
        applied_at timestamptz not null,
        primary key (username, request_id)
      )
    `);
    this.addSql("create index applied_requests_by_age on applied_requests (username, applied_at)");
  }
}
