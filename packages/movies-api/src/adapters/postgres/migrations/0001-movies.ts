import { Migration } from "@mikro-orm/migrations";

export class Migration0001Movies extends Migration {
  override up(): void {
    this.addSql(`
      create table movies (
        id uuid primary key,
        title text collate "C" not null,
        genre text not null,
        rating numeric(3, 1) not null check (rating between 0 and 10),
        release_date date not null,
        image_url text,
        owner text not null,
        etag text not null,
        create_time timestamptz(3) not null,
        update_time timestamptz(3) not null
      )
    `);
    // One for each order. The filters come last: they walk past other entries in the index, and not through the table.
    this.addSql("create index movies_by_title on movies (title, id, genre, owner)");
    this.addSql("create index movies_by_rating on movies (rating, id, genre, owner)");
    this.addSql("create index movies_by_release_date on movies (release_date, id, genre, owner)");
  }
}
