import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { copyOut, openDatabase } from "../src/index.ts";
import { freshDatabase, recordingLogger, startServer } from "./server.ts";

let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const openOne = async () =>
  openDatabase({
    url: await freshDatabase(server),
    entities: [],
    migrations: [],
    logger: recordingLogger(),
    poolSize: 1,
  });

describe("copyOut()", () => {
  it.each([
    "a",
    "",
    "\\N",
    "\\.",
    "\\",
    "\\t",
    "a\tb\nc\rd\\e",
    "\b\f\v\u0001\u007f",
    "\u{1f6d2} \u{10ffff}",
    "'; drop table notes; --",
    "it's $1 $2",
  ])("reads the text %j as it is, given as a value and beside others", async (text) => {
    await using database = await openOne();

    const rows = await copyOut(database, { sql: "select $1, 7, $2::text, true", values: [text, "last"] });

    expect(rows).toEqual([[text, "7", "last", "t"]]);
  });

  it("reads many rows in order, and a null as an empty text", async () => {
    await using database = await openOne();

    const sql = "select n, nullif(n, 2) from generate_series(1, $1) n order by n limit $2";
    const rows = await copyOut(database, { sql, values: [20_000, 10_000] });

    expect(rows).toHaveLength(10_000);
    expect(rows.slice(0, 3)).toEqual([
      ["1", "1"],
      ["2", ""],
      ["3", "3"],
    ]);
    expect(rows.at(-1)).toEqual(["10000", "10000"]);
  });

  it("gives a value the type of the column that it is compared with", async () => {
    await using database = await openOne();
    const id = randomUUID();

    const sql = "select id from (values (gen_random_uuid()), ($1::uuid)) ids (id) where id = $1";

    expect(await copyOut(database, { sql, values: [id] })).toEqual([[id]]);
    await expect(copyOut(database, { sql, values: ["none"] })).rejects.toMatchObject({ code: "22P02" });
  });

  it("answers no row when there is none", async () => {
    await using database = await openOne();

    expect(await copyOut(database, { sql: "select 1 where false" })).toEqual([]);
  });

  it("says why a query fails, be it after some rows, and goes on with the same connection", async () => {
    await using database = await openOne();

    const failing = copyOut(database, { sql: "select 1 / (5000 - n) from generate_series(1, 9999) n" });

    await expect(failing).rejects.toMatchObject({ code: "22012" });
    expect(await copyOut(database, { sql: "select 'still here'" })).toEqual([["still here"]]);
  });
});
