/** Sum of (observed - expected)^2 / expected over categories that are all equally likely. */
export function chiSquare(observed: readonly number[]): number {
  const expected = observed.reduce((sum, count) => sum + count, 0) / observed.length;
  return observed.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** What `chiSquare` of so many categories exceeds once in 10,000 times (Wilson and Hilferty). */
export function chiSquareLimit(categories: number): number {
  const freedom = categories - 1;
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + 3.719 * Math.sqrt(spread)) ** 3;
}

/** How often each of 0 to `categories - 1` comes. */
export function tally(values: Iterable<number>, categories: number): number[] {
  const counts = new Array<number>(categories).fill(0);
  for (const value of values) counts[value] = (counts[value] ?? Number.NaN) + 1;
  return counts;
}
