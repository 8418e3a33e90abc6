import { describe, expect, it } from "@jest/globals";
import { describeQuery } from "./describe-query.ts";

describe("describeQuery()", () => {
  it.each([
    ['select * from "notes" where "text" = \'secret\'', 'select * from "notes" where "text" = ?'],
    ["select 1 where a = 'it''s secret' and b = 12.5e3", "select ? where a = ? and b = ?"],
    ["select E'a\\'secret' || 'x'", "select ? || ?"],
    ["select 'ends with a backslash\\', 'secret'", "select ?, ?"],
    ["select $$secret$$, $t$secret $$ secret$t$ from n", "select ?, ? from n"],
    ["select x'5ec3e7', n'secret', u&'secret'", "select ?, ?, ?"],
    ["select a -- secret\nfrom n /* secret */", "select a ?\nfrom n ?"],
    ["select 'secret that never ends", "select ?"],
    ["select e'secret\\", "select ?"],
    ["select \"a'b\" from n where c = 'secret'", 'select "a\'b" from n where c = ?'],
    ["select c1 from n2 where a = $1 and b = -42", "select c1 from n2 where a = $1 and b = -?"],
    ["select a from n where id in ('s', 's', 's')", "select a from n where id in (?)"],
    ["insert into n (a, b) values ('s', 1), ('s', 2), ('s', 3)", "insert into n (a, b) values (?), …"],
  ])("keeps names and parameters of %s, and no value", (sql, text) => {
    expect(describeQuery(sql).text).toBe(text);
  });

  it("cuts off a long statement without telling the value that it cuts", () => {
    const { text } = describeQuery(`insert into notes (text) values ('${"secret ".repeat(10_000)}')`);
    expect(text).toBe("insert into notes (text) values (?");
  });

  it.each([
    ['select * from "notes" where a = 1', "SELECT", "SELECT notes"],
    ['insert into "public"."notes" values (1)', "INSERT", "INSERT public.notes"],
    ["update notes set a = 1", "UPDATE", "UPDATE notes"],
    ["DELETE FROM ONLY notes", "DELETE", "DELETE notes"],
    ["copy notes (id, text) from stdin", "COPY", "COPY notes"],
    ["copy (select text from notes where a = 1) to stdout", "COPY", "COPY notes"],
    ["begin", "BEGIN", "BEGIN"],
    ["", "", ""],
  ])("names the operation of %s and its table", (sql, operation, summary) => {
    expect(describeQuery(sql)).toMatchObject({ operation, summary });
  });
});
