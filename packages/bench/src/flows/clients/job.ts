import process from "node:process";
import { beMeasured } from "../../measured.ts";

/** What a client process was told, in the order of its arguments. */
export type Job = {
  readonly rows: number;
  /** "host:port" of the service that is called. */
  readonly address: string;
  readonly token: string;
  readonly databaseUrl: string;
  /** Differs from run to run. */
  readonly name: string;
};

/** Rows with which a process is warmed up, so that what is measured is not how fast it compiles. */
const warmRows = 10_000;

/** The command line of a client process. */
export function toArguments({ rows, address, token, databaseUrl, name }: Job): string[] {
  return [String(rows), address, token, databaseUrl, name];
}

/** Moves rows when it is told to: some to warm up, or all. */
export async function moveRows(move: (rows: number, job: Job) => Promise<number>): Promise<void> {
  const [rows = "", address = "", token = "", databaseUrl = "", name = ""] = process.argv.slice(2);
  const job: Job = { rows: Number(rows), address, token, databaseUrl, name };
  await beMeasured(
    async () => ({}),
    async (order) => {
      const wanted = order === "warm" ? Math.min(warmRows, job.rows) : job.rows;
      const moved = await move(wanted, { ...job, name: `${name}-${order}` });
      if (moved !== wanted) throw new Error(`Cannot measure: ${moved} of ${wanted} rows were moved`);
    },
  );
}
