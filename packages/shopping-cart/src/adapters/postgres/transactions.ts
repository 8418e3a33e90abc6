import { type Database, isDatabaseUnavailable, transact } from "@hexmart/postgres";
import { UnavailableError } from "#domain/errors.ts";

/** Runs one statement of a transaction. */
export type Run = <Row extends object>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Reading: every statement sees the same moment. Writing: each sees what was there when it began to run. */
type Mode = "reading" | "writing";

const BEGIN: Readonly<Record<Mode, string>> = {
  reading: "set transaction isolation level repeatable read, read only",
  writing: "set transaction isolation level read committed",
};

export type Transactions = <Answer>(mode: Mode, work: (run: Run) => Promise<Answer>) => Promise<Answer>;

/** Plain SQL: of carts of many thousand items, an entity manager would cost several times as much. */
export const createTransactions =
  (database: Database): Transactions =>
  async (mode, work) => {
    try {
      return await transact(database, async (client) => {
        await client.query(BEGIN[mode]);
        return work(async (text, values) => (await client.query({ text, values: [...values] })).rows);
      });
    } catch (cause) {
      throw isDatabaseUnavailable(cause) ? new UnavailableError("The database cannot be reached", { cause }) : cause;
    }
  };
