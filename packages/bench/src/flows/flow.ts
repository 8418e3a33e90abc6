import { audiences, type ServiceName } from "@hexmart/stack";
import { type Child, startChild } from "../child.ts";
import { peakRss } from "../machine.ts";
import { type Comparison, compare, type Report } from "../report.ts";
import { type Contender, interleave } from "../rounds.ts";
import { type Job, toArguments } from "./clients/job.ts";
import { openShop, type Shop } from "./shop.ts";

/** Rows that move through services, compared with a client of the database that moves them alone. */
export type Flow = {
  readonly title: string;
  readonly services: readonly ServiceName[];
  /** The service that is called, and measured against its own database. */
  readonly service: keyof typeof audiences;
  /** Whose database is asked by the client of the service, where that is another one. */
  readonly reads?: ServiceName;
  /** Statements for the service's database before anything is measured. */
  readonly prepare: string;
  /** Statements before each round, which find the rows of the last. */
  readonly clear: string;
  /** Fills the shop with as many rows as will be read. */
  fill?(shop: Shop, rows: number): Promise<void>;
  readonly baseline: { readonly name: string; readonly file: string };
  readonly through: { readonly name: string; readonly file: string };
};

/** What a benchmark is told. */
export type FlowOptions = {
  readonly rows: readonly number[];
  readonly rounds: number;
  readonly onProgress: (line: string) => void;
};

/** Measures a flow with each number of rows: the time for each row, and the most memory that each process had. */
export async function measureFlow(flow: Flow, { rows: sizes, rounds, onProgress }: FlowOptions): Promise<Report> {
  const comparisons: Comparison[] = [];
  const memory = new Map<string, number[][]>();
  onProgress(`starting PostgreSQL, ${flow.services.join(", ")}`);
  const shop = await openShop(flow.services);
  try {
    await shop.sql(flow.service, flow.prepare);
    for (const [column, rows] of sizes.entries()) {
      const size = rows.toLocaleString("en-US");
      const note = (name: string, pid: number) => {
        const peak = peakRss(pid);
        const peaks = memory.get(name) ?? sizes.map(() => []);
        if (peak !== undefined) peaks[column]?.push(peak);
        memory.set(name, peaks);
      };
      if (flow.fill) onProgress(`filling in ${size} rows`);
      await flow.fill?.(shop, rows);
      const series = await interleave(contenders(flow, { shop, rows, note }), {
        rounds,
        turns: 1,
        onProgress: (line) => onProgress(`${size} rows, ${line}`),
      });
      comparisons.push(compare(`${flow.title}: time per row, ${size} rows`, "µs/row", series));
    }
  } finally {
    await shop[Symbol.asyncDispose]();
  }
  const rows = [...memory].map(([name, peaks]) => ({
    name,
    mib: peaks.map((values) => (values.length === 0 ? undefined : Math.max(...values))),
  }));
  const columns = sizes.map((size) => `${size.toLocaleString("en-US")} rows`);
  return { comparisons, peaks: [{ title: `${flow.title}: peak memory of each process`, columns, rows }] };
}

type Measured = {
  readonly shop: Shop;
  readonly rows: number;
  /** Writes down the most memory that a process has had so far. */
  readonly note: (name: string, pid: number) => void;
};

function contenders(flow: Flow, measured: Measured): Contender[] {
  return [
    { name: flow.baseline.name, start: () => startOne(flow, measured, false) },
    { name: flow.through.name, start: () => startOne(flow, measured, true) },
  ];
}

async function startOne(flow: Flow, { shop, rows, note }: Measured, through: boolean) {
  const gRpcServices = flow.services.filter((name): name is keyof typeof audiences => name in audiences);
  if (through) for (const service of gRpcServices) await shop.restart(service);
  const job: Job = {
    rows,
    address: shop.address(flow.service),
    token: await shop.token(flow.service),
    databaseUrl: shop.databaseUrl(through ? (flow.reads ?? flow.service) : flow.service),
    name: `bench-${Date.now()}`,
  };
  const { name, file } = through ? flow.through : flow.baseline;
  const client: Child<object> = await startChild(new URL(`clients/${file}`, import.meta.url), {
    args: toArguments(job),
  });

  return {
    warm: async () => client.order("warm"),
    async work() {
      await shop.sql(flow.service, `${flow.clear}; checkpoint`);
      const begun = performance.now();
      await client.order("work");
      const cost = (performance.now() - begun) * 1_000;
      note(`client: ${name}`, client.pid);
      if (through) for (const service of gRpcServices) note(`service: ${service}`, shop.pid(service));
      return { cost, done: rows };
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
