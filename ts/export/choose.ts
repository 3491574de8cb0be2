import type { Folds } from '../schema/types.ts';
import { spreadOf, weighted } from './left-out.ts';
import { median } from './measure.ts';

/** Of normal errors one square in a thousand is above half of so many medians. */
const WILD = 50;

/** A network as the choice sees it. */
export interface Choosable {
  readonly nonzeros: number;
  /** Hidden layers; 0: a straight line. */
  readonly depth: number;
  /** [U]: the error of each row that it had not seen. */
  readonly errors: Float64Array;
}

/** Of the pipeline's `folds`. */
export type Caution = Pick<
  Folds,
  | 'tolerance'
  | 'indifference'
  | 'constant_margin'
  | 'chance'
  | 'line_margin'
  | 'network_caution'
  | 'line_caution'
>;

/** What was chosen; a line of no inputs is the constant. */
export type Kind = 'constant' | 'line' | 'network';

/**
 * Which of `networks` is chosen, by errors on left-out rows; `counts` [U] are the rows' copies. Differences count, not
 * errors: the same rows are hard for all.
 *
 * Among networks with hidden layers the smallest whose errors are above the best one's by at most `tolerance` standard
 * errors of their difference, or by so little that they are the same: by `slack`, or a share (`indifference`) of its error
 * and of what it takes away from the constant's. Among lines the smallest that is as good as the line of most inputs in
 * the same sense, the tolerance less by `line_caution` / U, and from where that is below 0 on the best one of them. The
 * line only where its errors are below the constant's by `constant_margin` standard errors and by `chance` / U of them,
 * the network only where they are below the line's by `line_margin` and `network_caution` / U more, and not the same. Null
 * where there is none.
 */
export function chooseByFolds<T extends Choosable>(
  networks: readonly T[],
  counts: Float64Array,
  caution: Caution,
  slack = 0,
): { chosen: T; kind: Kind } | null {
  const lines = networks.filter(({ depth }) => depth === 0);
  const constant = lines.find(({ nonzeros }) => nonzeros === 0);
  const known = constant ? weighted(constant.errors, counts) : Number.POSITIVE_INFINITY;
  const same: Same = { slack, share: caution.indifference, constant: known };
  const line = chooseLine(lines, constant, counts, caution, same);
  const hidden = networks.filter(({ depth }) => depth > 0);
  const network = smallestAsGood(hidden, counts, caution.tolerance, same);
  const margin = caution.line_margin + caution.network_caution / counts.length;
  if (network && (!line || isWorthIt(network, line, counts, { margin, same }))) {
    return { chosen: network, kind: 'network' };
  }
  return line ? { chosen: line, kind: line.nonzeros === 0 ? 'constant' : 'line' } : null;
}

/** Whether a network's errors are below the line's by enough to take it. */
function isWorthIt(
  network: Choosable,
  line: Choosable,
  counts: Float64Array,
  { margin, same }: { readonly margin: number; readonly same: Same },
): boolean {
  const gain = -difference(network, line, counts).mean;
  const nothing = nearly(weighted(line.errors, counts), { ...same, slack: 0 });
  return isBetter(network, line, counts, margin) && gain > nothing;
}

function chooseLine<T extends Choosable>(
  lines: readonly T[],
  constant: T | undefined,
  counts: Float64Array,
  caution: Caution,
  same: Same,
): T | null {
  const less = caution.tolerance - caution.line_caution / counts.length;
  const line = narrowestLine(lines, counts, less, same);
  if (!line || !constant) return line;
  const gain = -difference(line, constant, counts).mean;
  const isMore = gain > (caution.chance / counts.length) * tamedMean(constant.errors, counts);
  return isMore && isBetter(line, constant, counts, caution.constant_margin) ? line : constant;
}

/** Mean error in which no row counts more than so many medians: a wild one says nothing of what may be gained on others. */
function tamedMean(errors: Float64Array, counts: Float64Array): number {
  const most = WILD * median(errors.filter((error) => !Number.isNaN(error)));
  return weighted(
    errors.map((error) => Math.min(error, most)),
    counts,
  );
}

function narrowestLine<T extends Choosable>(
  lines: readonly T[],
  counts: Float64Array,
  less: number,
  same: Same,
): T | null {
  if (less >= 0 || same.slack > 0) return smallestAsGood(lines, counts, Math.max(0, less), same);
  const widest = lines.toSorted((a, b) => b.nonzeros - a.nonzeros)[0];
  if (!widest) return null;
  const sure = lines.filter((line) => line === widest || isBetter(line, widest, counts, -less));
  return leastError(sure, counts) ?? null;
}

/** By how much errors may differ and count as the same: `slack`, or a `share` of one and of what it takes away from the `constant`'s. */
interface Same {
  readonly slack: number;
  readonly share: number;
  readonly constant: number;
}

/** What errors may be above `error` by and count as the same. */
function nearly(error: number, { slack, share, constant }: Same): number {
  return Math.max(slack, share * Math.min(error, constant - error));
}

function smallestAsGood<T extends Choosable>(
  networks: readonly T[],
  counts: Float64Array,
  tolerance: number,
  same: Same,
): T | null {
  const best = leastError(networks, counts);
  if (!best) return null;
  const most = nearly(weighted(best.errors, counts), same);
  const isAsGood = (network: T) => {
    const { mean, spread } = difference(network, best, counts);
    return mean <= Math.max(tolerance * spread, most);
  };
  const bySize = networks.toSorted(
    (a, b) => a.nonzeros - b.nonzeros || weighted(a.errors, counts) - weighted(b.errors, counts),
  );
  return bySize.find(isAsGood) ?? best;
}

function leastError<T extends Choosable>(networks: readonly T[], counts: Float64Array): T | undefined {
  return networks.toSorted((a, b) => weighted(a.errors, counts) - weighted(b.errors, counts))[0];
}

/** Whether the errors of `a` are below those of `b` by `margin` standard errors of their difference. */
function isBetter(a: Choosable, b: Choosable, counts: Float64Array, margin: number): boolean {
  const { mean, spread } = difference(a, b, counts);
  return mean < -margin * spread;
}

/** Of the errors of `a` above those of `b`: mean, and its standard error. */
function difference(a: Choosable, b: Choosable, counts: Float64Array): { mean: number; spread: number } {
  const each = a.errors.map((error, row) => error - (b.errors[row] as number));
  return { mean: weighted(each, counts), spread: spreadOf(each, counts) };
}
