/** Points that belong together, in a plot of two axes. */
export interface Series {
  readonly name: string;
  /** `line`: points joined in their order; `level`: a horizontal line through the only point's y. */
  readonly mark: 'points' | 'line' | 'level';
  readonly points: readonly (readonly [number, number])[];
}

/** Titles of the axes, and whether the vertical one is logarithmic. */
export interface Axes {
  readonly x: string;
  readonly y: string;
  readonly isLog?: boolean;
}

/** From the least to the greatest finite x and y of all series; null where there is no point. */
export function extentOf(series: readonly Series[]): { x: [number, number]; y: [number, number] } | null {
  const placed = series.filter(({ mark }) => mark !== 'level').flatMap(({ points }) => points);
  const heights = series.flatMap(({ points }) => points.map(([, y]) => y));
  const x = rangeOf(placed.map(([value]) => value));
  const y = rangeOf(heights);
  return x && y && { x, y };
}

function rangeOf(values: readonly number[]): [number, number] | null {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return least <= greatest ? [least, greatest] : null;
}
