import { audiences, type ServiceName } from "@hexmart/stack";
import { type Child, startChild } from "../child.ts";
import { cpuTime, cpuTimeOfFamily, peakRss } from "../machine.ts";
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
  /** Statements for the service's database before anything is measured. */
  readonly prepare: string;
  /** Statements before each round, which find the rows of the last. */
  readonly clear: string;
  /** Fills the shop with as many rows as will be read. */
  fill?(shop: Shop, rows: number): Promise<void>;
  /** Clients of the database alone. The first is what the goal is judged by. */
  readonly baselines: readonly { readonly name: string; readonly file: string }[];
  readonly through: { readonly name: string; readonly file: string };
};

/** What a benchmark is told. */
export type FlowOptions = {
  readonly rows: readonly number[];
  readonly rounds: number;
  readonly onProgress: (line: string) => void;
};

/** Measures a flow with each number of rows: the time for each row, and what each process needed. */
export async function measureFlow(flow: Flow, { rows: sizes, rounds, onProgress }: FlowOptions): Promise<Report> {
  const comparisons: Comparison[] = [];
  const memory = createLedger(sizes.length, Math.max);
  const cpu = createLedger(sizes.length, Math.min);
  onProgress(`starting PostgreSQL, ${flow.services.join(", ")}`);
  const shop = await openShop(flow.services);
  try {
    await shop.sql(flow.service, flow.prepare);
    for (const [column, rows] of sizes.entries()) {
      const size = rows.toLocaleString("en-US");
      const note = (name: string, { peak, cpuUs }: Usage) => {
        if (peak !== "of many") memory.note(name, column, peak);
        cpu.note(name, column, cpuUs && cpuUs / rows);
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
  const columns = sizes.map((size) => `${size.toLocaleString("en-US")} rows`);
  const figures = [
    { title: `${flow.title}: least CPU time of each process`, unit: "µs/row", columns, rows: cpu.rows() },
    { title: `${flow.title}: peak memory of each process`, unit: "MiB", columns, rows: memory.rows() },
  ];
  return { comparisons, figures };
}

/**
 * What a process used; undefined where the system does not tell. The memory of many processes that share most of it is
 * no sum that says anything.
 */
type Usage = { readonly peak: number | "of many" | undefined; readonly cpuUs: number | undefined };

/** Keeps one figure of many rounds for each process and column: the least, or the greatest. */
function createLedger(columns: number, choose: (...values: number[]) => number) {
  const byName = new Map<string, (number | undefined)[]>();
  return {
    note(name: string, column: number, value: number | undefined) {
      const values = byName.get(name) ?? Array.from({ length: columns }, () => undefined);
      if (value !== undefined) values[column] = choose(value, values[column] ?? value);
      byName.set(name, values);
    },
    rows: () => [...byName].map(([name, values]) => ({ name, values })),
  };
}

type Measured = {
  readonly shop: Shop;
  readonly rows: number;
  /** Writes down what a process used. */
  readonly note: (name: string, usage: Usage) => void;
};

function contenders(flow: Flow, measured: Measured): Contender[] {
  return [...flow.baselines, flow.through].map((client) => ({
    name: client.name,
    start: () => startOne(flow, measured, client),
  }));
}

async function startOne(flow: Flow, { shop, rows, note }: Measured, { name, file }: Flow["through"]) {
  const through = name === flow.through.name;
  const gRpcServices = flow.services.filter((name): name is keyof typeof audiences => name in audiences);
  if (through) for (const service of gRpcServices) await shop.restart(service);
  const job: Job = {
    rows,
    address: shop.address(flow.service),
    token: await shop.token(flow.service),
    databaseUrl: shop.databaseUrl(flow.service),
    name: `bench-${Date.now()}`,
  };
  const client: Child<object> = await startChild(new URL(`clients/${file}`, import.meta.url), {
    args: toArguments(job),
  });

  return {
    warm: async () => client.order("warm"),
    async work() {
      await shop.sql(flow.service, `${flow.clear}; checkpoint`);
      const watched = [
        { name: `client: ${name}`, pid: client.pid },
        ...(through ? gRpcServices.map((service) => ({ name: `service: ${service}`, pid: shop.pid(service) })) : []),
      ].map((process) => ({ ...process, before: cpuTime(process.pid) ?? Number.NaN }));
      const databaseBefore = cpuTimeOfFamily(shop.postgresPid) ?? Number.NaN;
      const begun = performance.now();
      await client.order("work");
      const cost = (performance.now() - begun) * 1_000;
      const databaseAfter = cpuTimeOfFamily(shop.postgresPid);
      for (const { name, pid, before } of watched) {
        const after = cpuTime(pid);
        note(name, { peak: peakRss(pid), cpuUs: after && after - before });
      }
      note(`PostgreSQL: ${name}`, { peak: "of many", cpuUs: databaseAfter && databaseAfter - databaseBefore });
      return { cost, done: rows };
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
