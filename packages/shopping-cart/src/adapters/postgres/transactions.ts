import { type Database, isDatabaseUnavailable } from "@hexmart/postgres";
import { UnavailableError } from "#domain/errors.ts";

/** Runs one statement of a transaction. A text is parsed once a connection. */
export type Run = <Row extends object>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Snapshot: every statement sees the same moment. Locking: each sees what was there when it began to run. */
type Mode = "snapshot" | "locking";

const BEGIN: Readonly<Record<Mode, string>> = {
  snapshot: "begin isolation level repeatable read read only",
  locking: "begin isolation level read committed",
};

export type Transactions = <Answer>(mode: Mode, work: (run: Run) => Promise<Answer>) => Promise<Answer>;

/**
 * Transactions on MikroORM's own pool, in plain SQL: of carts of many thousand items, its entity manager would cost
 * several times as much.
 */
export function createTransactions(database: Database): Transactions {
  const connection = database.orm.em.getConnection();
  return async (mode, work) => {
    try {
      const client = await (await connection.getNativeClient()).connect();
      let failure: unknown;
      try {
        await client.query(BEGIN[mode]);
        const answer = await work(async (text, values) => (await client.query({ text, values: [...values] })).rows);
        await client.query("commit");
        return answer;
      } catch (error) {
        failure = error;
        await client.query("rollback").catch(() => {});
        throw error;
      } finally {
        client.release(isDatabaseUnavailable(failure));
      }
    } catch (cause) {
      throw isDatabaseUnavailable(cause) ? new UnavailableError("The database cannot be reached", { cause }) : cause;
    }
  };
}
