import { Migration } from "@mikro-orm/migrations";

export class Migration0001Discounts extends Migration {
  override up(): void {
    this.addSql(`
      create table discounts (
        code text primary key,
        amount_off numeric(28, 9) not null check (amount_off >= 0),
        currency_code char(3) not null
      )
    `);
  }
}
