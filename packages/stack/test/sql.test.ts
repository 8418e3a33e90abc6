import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@hexmart/postgres";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runCli } from "./run-cli.ts";

describe("npm run sql", () => {
  const opened = new AsyncDisposableStack();
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const HEXMART_STATE = await mkdtemp(join(tmpdir(), "hexmart-test-"));
    await chmod(HEXMART_STATE, 0o755);
    opened.defer(() => rm(HEXMART_STATE, { recursive: true }));
    const directory = join(HEXMART_STATE, "postgres");
    const { url } = opened.use(await startEmbeddedPostgres({ directory, temporary: true }));
    const state = { pid: process.pid, issuer: "", services: { product: { databaseUrl: url } } };
    await writeFile(join(HEXMART_STATE, "stack.json"), JSON.stringify(state));
    environment = { HEXMART_STATE };
  });
  afterAll(() => opened.disposeAsync());

  const sql = (...words: string[]) => runCli("sql", { words, environment });

  it("prints the rows of each statement, in columns under their names", async () => {
    const { output, exitCode } = await sql(
      "product",
      "select 1 as one, null as nothing, 'a' as text; select now() < now()",
    );

    expect(output).toMatch(/^ {2}one {3}nothing {3}text\n {2}1 {15}a\n {2}\?column\?\n {2}false\n$/);
    expect(exitCode).toBe(0);
  });

  it("changes nothing unless it is told to", async () => {
    const create = "create table notes (id int)";
    const { errors, exitCode } = await sql("product", create);

    expect(errors).toMatch(/read-only transaction; --write lets it change something\n$/);
    expect(exitCode).toBe(1);
    expect(await sql("product", create, "--write")).toMatchObject({ output: "  CREATE\n", exitCode: 0 });
  });

  it.each([
    [["nope", "select 1"], 'There is no database of "nope"', 64],
    [["product"], "Which statements?", 64],
    [["product", "select", "1"], "Quote them", 64],
    [["discount", "select 1"], "discount has no database in the hexmart that runs", 69],
    [["product", "select nope"], 'column "nope" does not exist', 1],
  ])("says what is wrong with %j", async (words, message, code) => {
    const { errors, exitCode } = await sql(...words);

    expect(errors).toContain(message);
    expect(exitCode).toBe(code);
  });
});
