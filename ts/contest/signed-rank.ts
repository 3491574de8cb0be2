/** Wilcoxon's signed-rank test of paired differences. */
export interface SignedRank {
  /** Differences that are not zero: the others are left out, as Wilcoxon did. */
  readonly pairs: number;
  /** The sum of the ranks of positive differences, and of negative ones. */
  readonly positive: number;
  readonly negative: number;
  /** Two-sided, exact; 1 where no difference is left. */
  readonly p: number;
}

/**
 * Wilcoxon (1945); for methods over many data sets: Demšar, Journal of Machine Learning Research 7 (2006). Equal
 * sizes share their mean rank. The p-value is exact given those ranks: over all signs, each as likely as its opposite.
 */
export function signedRank(differences: readonly number[]): SignedRank {
  const kept = differences.filter((difference) => difference !== 0);
  const ranks = meanRanks(kept.map(Math.abs));
  const positive = ranks.reduce((sum, rank, i) => sum + ((kept[i] ?? 0) > 0 ? rank : 0), 0);
  const negative = ranks.reduce((sum, rank) => sum + rank, 0) - positive;
  const p = Math.min(1, 2 * chanceOfAtMost(ranks, Math.min(positive, negative)));
  return { pairs: kept.length, positive, negative, p };
}

/** The rank of each value from 1 on; equal ones share the mean of theirs. */
function meanRanks(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}

/** The chance that the ranks which a fair coin picks add up to `limit` or less. */
function chanceOfAtMost(ranks: readonly number[], limit: number): number {
  // Twice a mean rank is whole.
  const doubled = ranks.map((rank) => 2 * rank);
  let chances = [1];
  for (const rank of doubled) {
    const length = chances.length + rank;
    const before = chances;
    chances = Array.from({ length }, (_, sum) => ((before[sum] ?? 0) + (before[sum - rank] ?? 0)) / 2);
  }
  return chances.slice(0, 2 * limit + 1).reduce((sum, chance) => sum + chance, 0);
}
