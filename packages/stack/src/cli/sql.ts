import { Client, type QueryArrayResult } from "pg";
import { serviceNames, topology } from "../../topology.ts";
import { readState } from "../state.ts";
import { parseOptions } from "./arguments.ts";
import { fail } from "./fail.ts";
import { paint, table } from "./paint.ts";

/** PostgreSQL, of a statement that would change something. */
const READ_ONLY = "25006";

const keepers = serviceNames.filter((name) => topology[name].database);
const {
  operand: service = "",
  rest: [statements = "", ...others],
  write,
} = parseOptions({
  command: "npm run --silent sql --",
  summary: "Runs statements in the database of a service of the system that runs, and prints the rows.",
  operand: { name: "<service>", help: `one of ${keepers.join(", ")}` },
  rest: { name: "<statements>", help: "SQL, divided by semicolons" },
  options: { write: { type: "boolean", default: false, help: "let them change something" } },
  examples: [`npm run --silent sql -- product "select count(*) from products"`],
});

if (!keepers.some((name) => name === service)) {
  fail(`There is no database of "${service}": expected one of ${keepers.join(", ")}`, 64);
}
if (!statements || others.length > 0) fail(`Which statements? Quote them: npm run sql -- ${service} "select 1"`, 64);
const state = await readState();
if (!state) fail("hexmart is not running: start it with npm start, in another terminal", 69);
const connectionString = state.services[service]?.databaseUrl;
if (!connectionString) fail(`${service} has no database in the hexmart that runs`, 69);

const options = `-c default_transaction_read_only=${write ? "off" : "on"}`;
const client = new Client({ connectionString, options });
try {
  await client.connect();
  const answers: QueryArrayResult | QueryArrayResult[] = await client.query({ text: statements, rowMode: "array" });
  for (const { fields, rows, command, rowCount } of [answers].flat()) {
    const heads = fields.map(({ name }) => name);
    const cells = rows.map((row) => row.map(toText));
    if (heads.length > 0)
      console.log(table([heads, ...cells], (cell, _, row) => (row === 0 ? paint("dim", cell) : cell)));
    else console.log(`  ${[command, rowCount].filter((word) => word !== null).join(" ")}`);
  }
} catch (error) {
  const remedy =
    "code" in Object(error) && Object(error).code === READ_ONLY ? "; --write lets it change something" : "";
  fail(`${error instanceof Error ? error.message : error}${remedy}`, 1);
} finally {
  await client.end();
}

function toText(value: unknown): string {
  if (value === null) return "";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
