// Does memory grow? A straight line through samples over time, with how sure its slope is.

export type Sample = { readonly seconds: number; readonly value: number };

export type Slope = {
  /** Value a second. */
  readonly slope: number;
  /** The slope lies within this of `slope` with 95 % confidence. */
  readonly margin: number;
  /** How many means the line was drawn through. */
  readonly points: number;
};

/** Two-sided 95 % quantiles of Student's t; from 30 degrees of freedom on within 4 % of the normal's. */
const quantiles = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11];
const quantileOf = (degrees: number): number => quantiles[degrees - 1] ?? (degrees < 30 ? 2.1 : 2.04);

/** Means of `count` equal stretches of time: neighbours in time are alike, and would make the line look surer than it is. */
const means = (samples: readonly Sample[], count: number): Sample[] => {
  const [from, to] = [samples[0]?.seconds ?? 0, samples.at(-1)?.seconds ?? 0];
  const groups = Map.groupBy(samples, ({ seconds }) =>
    Math.min(count - 1, Math.floor(((seconds - from) / Math.max(1e-9, to - from)) * count)),
  );
  return [...groups.values()].map((group) => ({
    seconds: group.reduce((sum, one) => sum + one.seconds, 0) / group.length,
    value: group.reduce((sum, one) => sum + one.value, 0) / group.length,
  }));
};

/** Least squares over the means of at most `count` stretches. Null when there are fewer than three. */
export const slopeOf = (samples: readonly Sample[], count = 20): Slope | null => {
  const points = means(samples, count);
  if (points.length < 3) return null;
  const mean = (pick: (one: Sample) => number) => points.reduce((sum, one) => sum + pick(one), 0) / points.length;
  const [x, y] = [mean((one) => one.seconds), mean((one) => one.value)];
  const spread = points.reduce((sum, one) => sum + (one.seconds - x) ** 2, 0);
  const slope = points.reduce((sum, one) => sum + (one.seconds - x) * (one.value - y), 0) / spread;
  const rest = points.reduce((sum, one) => sum + (one.value - y - slope * (one.seconds - x)) ** 2, 0);
  const degrees = points.length - 2;
  return { slope, margin: quantileOf(degrees) * Math.sqrt(rest / degrees / spread), points: points.length };
};
