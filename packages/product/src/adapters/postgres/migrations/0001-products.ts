import { Migration } from "@mikro-orm/migrations";

export class Migration0001Products extends Migration {
  override up(): void {
    this.addSql(`
      create table products (
        id uuid primary key,
        name text not null,
        description text not null,
        price numeric(28, 9) not null check (price >= 0),
        currency_code char(3) not null,
        status text not null check (status in ('inStock', 'low', 'outOfStock')),
        create_time timestamptz not null
      )
    `);
  }
}
