import { ratios, type Spread, spread } from "./statistics.ts";
import { table } from "./table.ts";

/** What was measured of one contender, round by round. */
export type Series = { readonly name: string; readonly values: readonly number[] };

/** Contenders that were compared, and how each stands to the first. */
export type Comparison = { readonly title: string; readonly unit: string; readonly rows: readonly ComparedRow[] };
export type ComparedRow = { readonly name: string; readonly ratio: Spread; readonly value: Spread };

/** A figure of each process, a column for each number of rows; undefined where the system does not tell. */
export type Figures = {
  readonly title: string;
  readonly unit: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly values: readonly (number | undefined)[] }[];
};

/** What a benchmark answers. */
export type Report = { readonly comparisons: readonly Comparison[]; readonly figures: readonly Figures[] };

/** Compares each series with the first one, round by round. */
export function compare(title: string, unit: string, series: readonly Series[]): Comparison {
  const baseline = series[0]?.values ?? [];
  const rows = series.map(({ name, values }) => ({
    name,
    ratio: spread(ratios(values, baseline)),
    value: spread(values),
  }));
  return { title, unit, rows };
}

/** A comparison as a table: ratios first, since only they say something about another machine. */
export function formatComparison({ title, unit, rows }: Comparison): string {
  const head = ["", "ratio", "min", "max", unit];
  const cells = rows.map(({ name, ratio, value }) => [
    name,
    ratio.median.toFixed(2),
    ratio.min.toFixed(2),
    ratio.max.toFixed(2),
    formatValue(value.median),
  ]);
  return `${title}\n${table(head, cells)}`;
}

/** Figures as a table: where the rows do not matter, such as for memory that is bounded, all columns are alike. */
export function formatFigures({ title, unit, columns, rows }: Figures): string {
  const cells = rows.map(({ name, values }) => [
    name,
    ...values.map((value) => (value === undefined ? "n/a" : formatValue(value))),
  ]);
  return `${title}\n${table([unit, ...columns], cells)}`;
}

/** Three digits say enough. */
function formatValue(value: number): string {
  return value >= 1_000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
}
