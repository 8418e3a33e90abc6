import { Migration } from "@mikro-orm/migrations";

/**
 * Nothing here stops a replica of the release before, which runs on while this one starts: it reads and adds discounts
 * with an amount, and the defaults give such a row what it does not know of.
 *
 * Codes are compared byte by byte, as everywhere else; a database may have been told to sort by some language.
 */
export class Migration0002ValidityAndPercentages extends Migration {
  override up(): void {
    this.addSql(`
      alter table discounts
        alter column code type text collate "C",
        alter column amount_off drop not null,
        alter column currency_code drop not null,
        add column basis_points_off integer check (basis_points_off between 1 and 10000),
        add column start_time timestamptz,
        add column end_time timestamptz,
        add column etag text not null default gen_random_uuid(),
        add column create_time timestamptz not null default now(),
        add column update_time timestamptz not null default now(),
        add constraint discounts_one_reduction check (num_nonnulls(amount_off, basis_points_off) = 1),
        add constraint discounts_amount_in_a_currency check (num_nulls(amount_off, currency_code) <> 1),
        add constraint discounts_window_not_empty check (start_time < end_time)
    `);
  }
}
