import { median } from './median.ts';

/** A value is wild where it lies so many median deviations from the middle, and so many times as far as the one before it. */
const WILD = { deviations: 20, gap: 4 };

/**
 * `values` with wild ones drawn in to where the farthest of the others lies, on their own side of the median. A loss that
 * grows without bound, be it straight as Huber's, pays for a spike that meets them.
 */
export function tamed(values: Float64Array): Float64Array {
  const middle = median(values);
  const distances = values.map((value) => Math.abs(value - middle)).sort();
  const least = WILD.deviations * median(distances);
  const first = distances.findIndex(
    (distance, i) => i > 0 && distance > least && distance > WILD.gap * (distances[i - 1] as number),
  );
  if (first < 0 || least === 0) return values;
  const most = distances[first - 1] as number;
  return values.map((value) => Math.max(middle - most, Math.min(middle + most, value)));
}
