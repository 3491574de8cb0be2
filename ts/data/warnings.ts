/** A row that holds this share of the target's squares about its median, and lies so many median deviations from it, decides alone what fits. */
const HEAVY = { share: 0.5, deviations: 20 };
/** The row that alone decides what fits under squared errors, and its share of the target's squares; null: none does. */
export function heaviestRow(y: Float64Array): { row: number; share: number } | null {
  const middle = median(y);
  const distances = y.map((value) => Math.abs(value - middle));
  const farthest = distances.reduce((most, distance) => Math.max(most, distance), 0);
  if (farthest === 0 || farthest < HEAVY.deviations * median(distances)) return null;
  const share = 1 / distances.reduce((sum, distance) => sum + (distance / farthest) ** 2, 0);
  return share < HEAVY.share ? null : { row: distances.indexOf(farthest), share };
}

function median(values: Float64Array): number {
  return values.toSorted()[Math.floor(values.length / 2)] as number;
}

/** Share of the squares of `y` about its mean that a straight line of `x` leaves; both [S]. */
export function unexplained(x: Float64Array, y: Float64Array): number {
  const centred = [x, y].map(standard) as [Float64Array, Float64Array];
  const [a, b] = centred;
  const dot = a.reduce((sum, value, row) => sum + value * (b[row] as number), 0);
  const left = b.reduce((sum, value, row) => sum + (value - dot * (a[row] as number)) ** 2, 0);
  return a.every((value) => value === 0) ? 1 : left;
}

/** Centred, of length 1; zeros where all are equal. */
function standard(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const most = values.reduce((greatest, value) => Math.max(greatest, Math.abs(value - mean)), 0);
  if (most === 0 || values.every((value) => value === values[0])) return new Float64Array(values.length);
  const scaled = values.map((value) => (value - mean) / most);
  const length = Math.sqrt(scaled.reduce((sum, value) => sum + value * value, 0));
  return scaled.map((value) => value / length);
}
