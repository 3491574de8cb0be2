/** A network of the trade-off: its size and its error in percent. */
export interface TradeOff {
  readonly nonzeros: number;
  readonly mpe: number;
}

/** Errors below this (percent) count as this on a logarithmic scale: a network may be exact. */
export const LEAST_MPE = 1e-4;

/**
 * The knee: of the networks that no other equals or beats in both size and error, the one farthest below the straight
 * line from the smallest to the largest of them, in non-zeros and log MPE each scaled to [0, 1] (the rule of Satopää
 * et al. 2011, "Finding a kneedle in a haystack"). Null where none lies below it.
 */
export function kneeOf<T extends TradeOff>(points: readonly T[]): T | null {
  const front = undominated(points);
  const [first, last] = [front[0], front.at(-1)];
  if (first === undefined || last === undefined || front.length < 3) return null;
  const log = ({ mpe }: TradeOff) => Math.log(Math.max(mpe, LEAST_MPE));
  const across = (point: TradeOff) => (point.nonzeros - first.nonzeros) / (last.nonzeros - first.nonzeros);
  const up = (point: TradeOff) => (log(point) - log(last)) / (log(first) - log(last));
  const below = (point: TradeOff) => 1 - across(point) - up(point);
  const knee = front.reduce((best, point) => (below(point) > below(best) ? point : best));
  return below(knee) > 1e-9 ? knee : null;
}

/** The points that no other equals or beats in both, from the fewest non-zeros to the most. */
export function undominated<T extends TradeOff>(points: readonly T[]): T[] {
  const ranked = [...points].sort((a, b) => a.nonzeros - b.nonzeros || a.mpe - b.mpe);
  let least = Number.POSITIVE_INFINITY;
  return ranked.filter(({ mpe }) => {
    const better = mpe < least;
    if (better) least = mpe;
    return better;
  });
}
