import type { NetworkFile } from '../schema/types.ts';
import { predict } from './predict.ts';

/** Distinct rows, in the table's units: x [U, I], y [U]. */
export interface Seen {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Points between two neighbouring rows at which a network is asked. */
const BETWEEN = 7;
/** Neighbours of each row between which it is asked. */
const NEIGHBOURS = 2;
/** Of more rows as many evenly spaced ones are looked at. */
const MOST_ROWS = 300;

/** Rows with points between them and their neighbours: groups of 2 + BETWEEN points on a straight line, [G, 2 + BETWEEN, I]. */
export function pointsBetween({ x, y }: Seen): Float64Array {
  const inputs = x.length / y.length;
  const scales = Array.from(
    { length: inputs },
    (_, i) => range(y.map((_, row) => x[row * inputs + i] as number)) || 1,
  );
  const step = Math.max(1, Math.floor(y.length / MOST_ROWS));
  const rows = Array.from(y.keys()).filter((row) => row % step === 0);
  const distance = (a: number, b: number) =>
    scales.reduce(
      (sum, scale, i) => sum + (((x[a * inputs + i] as number) - (x[b * inputs + i] as number)) / scale) ** 2,
      0,
    );
  const lines = rows.flatMap((row) =>
    rows
      .filter((other) => other !== row)
      .map((other) => ({ other, away: distance(row, other) }))
      .sort((a, b) => a.away - b.away)
      .slice(0, NEIGHBOURS)
      .flatMap(({ other }) =>
        Array.from({ length: BETWEEN + 2 }, (_, k) => k / (BETWEEN + 1)).flatMap((share) =>
          Array.from(
            { length: inputs },
            (_, i) =>
              (1 - share) * (x[row * inputs + i] as number) + share * (x[other * inputs + i] as number),
          ),
        ),
      ),
  );
  return Float64Array.from(lines);
}

/**
 * Why a network is not to be trusted between the rows it has seen; null where it is. `points` are `pointsBetween` of
 * these rows, `leftOut` what networks of its size answered to rows that they had not seen.
 *
 * No answer may lie outside the range of the target by more than that range (`range`), swing between two neighbours by
 * more than the range beyond what they differ by (`slope`), or move by more than the range where a row is left out (`leverage`).
 */
export function distrust(
  network: NetworkFile,
  { x, y }: Seen,
  points: Float64Array,
  leftOut: Float64Array,
): 'range' | 'slope' | 'leverage' | null {
  const spread = range(y);
  const least = y.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) - spread;
  const greatest = y.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) + spread;
  const answers = predict(network, points);
  if (answers.some((answer) => !(answer >= least && answer <= greatest))) return 'range';
  const length = BETWEEN + 2;
  for (let first = 0; first < answers.length; first += length) {
    const line = answers.subarray(first, first + length);
    if (swing(line) > Math.abs((line[length - 1] as number) - (line[0] as number)) + spread) return 'slope';
  }
  const seen = predict(network, x);
  const moved = leftOut.some(
    (answer, place) => Math.abs(answer - (seen[place % y.length] as number)) > spread,
  );
  return moved ? 'leverage' : null;
}

/** The sum of all ups and downs. */
function swing(values: Float64Array): number {
  return values.reduce(
    (sum, value, k) => (k === 0 ? 0 : sum + Math.abs(value - (values[k - 1] as number))),
    0,
  );
}

function range(values: Float64Array): number {
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return greatest - least;
}
