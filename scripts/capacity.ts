/**
 * How many cores the shop needs for how many people, from what each thing that people do costs each part. It prints
 * what docs/course/16-to-many-machines.md talks about; every figure that is assumed stands here, to be changed.
 */

/** CPU time of each part in microseconds, each time somebody does it. */
type Cost = Readonly<Record<string, number>>;

/**
 * Measured by `npm run bench -- uses` on two cores of a busy virtual machine, Node 24.21; a log-in by the hash of its
 * password alone (scrypt, N = 2^15, r = 8, p = 3), which is what it is made of. Another machine has other figures: ask it.
 */
// #region costs
export const costs: Readonly<Record<string, Cost>> = {
  "look at a product": { "api-gateway": 1_220, product: 565, "PostgreSQL of product": 185 },
  "look at a page of products": { "api-gateway": 1_250, product: 555, "PostgreSQL of product": 120 },
  "put something into the cart": {
    "api-gateway": 1_985,
    product: 1_030,
    discount: 1_615,
    "shopping-cart": 3_070,
    "PostgreSQL of shopping-cart": 3_805,
  },
  "look at the cart": { "api-gateway": 1_130, "shopping-cart": 785, "PostgreSQL of shopping-cart": 745 },
  "log in": { identity: 250_000 },
};
// #endregion costs

/** What is assumed of people, and of the machines. */
// #region assumptions
export const assumptions = {
  /** How often somebody does it on a day. */
  timesADay: {
    "look at a product": 20,
    "look at a page of products": 10,
    "put something into the cart": 2,
    "look at the cart": 5,
    "log in": 0.2,
  } as Readonly<Record<string, number>>,
  /** How much more happens in the busiest second than on average. */
  peak: 5,
  /** How much of a core may be in use then: what is left is for a replica that is killed, and for what is not measured. */
  utilisation: 0.5,
  /** The largest machine that a database gets. */
  coresOfAMachine: 64,
};
// #endregion assumptions

export type Assumptions = typeof assumptions;

const SECONDS_A_DAY = 86_400;

/** The parts, in the order in which they are met. */
export const parts = [...new Set(Object.values(costs).flatMap((cost) => Object.keys(cost)))];

/** The cores that a part needs in the busiest second of so many people. */
// #region cores
export function coresFor(part: string, people: number, { timesADay, peak, utilisation }: Assumptions = assumptions) {
  const microsecondsADay = Object.entries(costs)
    .map(([what, cost]) => (cost[part] ?? 0) * (timesADay[what] ?? 0))
    .reduce((sum, one) => sum + one, 0);
  return (people * (microsecondsADay / 1e6) * peak) / SECONDS_A_DAY / utilisation;
}
// #endregion cores

/** For how many people one machine is enough: of a part that writes at one place, that is where it breaks. */
export function peopleOnOneMachine(part: string, all: Assumptions = assumptions): number {
  return all.coresOfAMachine / coresFor(part, 1, all);
}

/** The text that the script prints. */
export function describeCapacity(all: Assumptions = assumptions): string {
  const sizes = [10_000, 1_000_000, 100_000_000];
  const rows = parts.map((part) => [part, ...sizes.map((people) => formatCores(coresFor(part, people, all)))]);
  const total = sizes.map((people) => formatCores(parts.reduce((sum, part) => sum + coresFor(part, people, all), 0)));
  const requests = sizes.map((people) => formatCores((people * callsADay(all) * all.peak) / SECONDS_A_DAY));
  const databases = parts.filter((part) => part.startsWith("PostgreSQL"));
  const first = databases.toSorted((a, b) => peopleOnOneMachine(a, all) - peopleOnOneMachine(b, all))[0] ?? "";
  return [
    table([
      ["people", ...sizes.map((people) => people.toLocaleString("en-US"))],
      ["requests in the busiest second", ...requests],
      ...rows,
      ["cores in all", ...total],
    ]),
    "",
    `${first} is the first that is too much for one machine of ${all.coresOfAMachine} cores: beyond ${millions(peopleOnOneMachine(first, all))} million people.`,
  ].join("\n");
}

const callsADay = ({ timesADay }: Assumptions) => Object.values(timesADay).reduce((sum, one) => sum + one, 0);
const millions = (people: number) => Math.floor(people / 1e6);

/** Two digits say enough of an estimate. */
function formatCores(cores: number): string {
  return Number(cores.toPrecision(2)).toLocaleString("en-US");
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length))) ?? [];
  return rows
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  "),
    )
    .join("\n");
}

if (import.meta.main) console.log(describeCapacity());
