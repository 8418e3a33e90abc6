/** How a ratio came out over the rounds. */
export type Spread = { readonly min: number; readonly median: number; readonly max: number };

/** Throws a RangeError for an empty list: there is no spread of nothing. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted.at(0), sorted.at(-1)];
  if (min === undefined || max === undefined) throw new RangeError("Cannot tell the spread of no values");
  const upper = sorted[sorted.length >> 1] ?? max;
  const lower = sorted[(sorted.length - 1) >> 1] ?? min;
  return { min, median: (lower + upper) / 2, max };
}

/**
 * Each value as a multiple of the baseline of the same round. What disturbs a machine for a while disturbs neighbours in
 * a round alike, so their ratio is steadier than either of them.
 */
export function ratios(values: readonly number[], baseline: readonly number[]): number[] {
  return values.flatMap((value, round) => {
    const base = baseline[round];
    return base === undefined || base === 0 ? [] : [value / base];
  });
}
