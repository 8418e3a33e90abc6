import { askDatabase, type CopyIn, copyIn, type Database, transact } from "@hexmart/postgres";
import { UnavailableError } from "#domain/errors.ts";

/** Runs one statement of a transaction. */
export type Run = <Row extends object>(text: string, values: readonly unknown[]) => Promise<Row[]>;

export type Transaction = {
  readonly run: Run;
  /** Stores many rows, several times as fast as by a statement. */
  copy(copy: CopyIn): Promise<void>;
};

/** Reading: every statement sees the same moment. Writing: each sees what was there when it began to run. */
type Mode = "reading" | "writing";

const BEGIN: Readonly<Record<Mode, string>> = {
  reading: "begin isolation level repeatable read, read only",
  writing: "begin isolation level read committed",
};

export type Transactions = <Answer>(mode: Mode, work: (transaction: Transaction) => Promise<Answer>) => Promise<Answer>;

/** Plain SQL: of carts of many thousand items, an entity manager would cost several times as much. */
export const createTransactions =
  (database: Database): Transactions =>
  (mode, work) =>
    askDatabase(UnavailableError, () =>
      transact(
        database,
        (client) =>
          work({
            run: async (text, values) => (await client.query({ text, values: [...values] })).rows,
            copy: (copy) => copyIn(client, copy),
          }),
        BEGIN[mode],
      ),
    );
