// Paired figures: what is compared stood side by side in one round, and only the ratio of a round is kept.

/** The middle one; the lower of two. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;

export type Spread = { readonly median: number; readonly least: number; readonly most: number };

/** Median, least and most. */
export const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

/** The ratio of two series inside each round. */
export const paired = (ours: readonly number[], theirs: readonly number[]): Spread =>
  spread(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));

/** One row of the table: what is asked for and what was reached. */
export type Goal = {
  readonly measure: string;
  readonly must: string;
  readonly reached: Spread;
  readonly isMet: boolean;
};

export const atLeast = (measure: string, must: number, reached: Spread): Goal => ({
  measure,
  must: `≥ ${must}`,
  reached,
  isMet: reached.median >= must,
});
export const exactly = (measure: string, must: number, reached: Spread): Goal => ({
  measure,
  must: `= ${must}`,
  reached,
  isMet: reached.least === must && reached.most === must,
});
export const atMost = (measure: string, must: number, reached: Spread): Goal => ({
  measure,
  must: `≤ ${must}`,
  reached,
  isMet: reached.median <= must,
});
