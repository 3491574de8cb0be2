import { measure } from '../export/measure.ts';
import type { Layer } from '../mlp/compact.ts';
import { forwardCompact } from '../mlp/forward.ts';

/** What a search may spend: optimiser steps, so that it can be repeated, or seconds. */
export interface Budget {
  readonly unit: 'steps' | 'seconds';
  readonly total: number;
  /** Seconds since the first step. */
  seconds(): number;
  /** What is spent, in the budget's unit. */
  spent(): number;
  /** Optimiser steps done. */
  readonly steps: number;
  /** Notes that the kernel has done `steps` steps in all. */
  done(steps: number): void;
  /** How many steps `amount` of the unit pays for, at `rate` steps a second: at least one. */
  stepsFor(amount: number, rate: number): number;
}

/** Kept back of the seconds for the front, its measurement and its files; at most some 100 networks are measured on every row. */
const WRITING = { seconds: 0.5, share: 0.02, networks: 100 };

/**
 * A budget that starts now: `steps` where they are given, otherwise `seconds`. `rows` is on how many rows networks are
 * measured at the end.
 */
export function openBudget(seconds: number, steps: number | null, rows: number): Budget {
  if (steps !== null) return budgetOf('steps', steps);
  const measuring = WRITING.networks * rows * secondsARow();
  const writing = WRITING.seconds + WRITING.share * seconds + measuring;
  return budgetOf('seconds', Math.max(seconds / 2, seconds - writing));
}

/** A budget for a part of the work, that starts now: a `share` of what is left of the seconds; of steps as many as the whole has. */
export function partOf(whole: Budget, share: number): Budget {
  const { unit, total } = whole;
  return budgetOf(unit, unit === 'steps' ? total : share * Math.max(0, total - whole.spent()));
}

/** How far a search is that ends with its `total` steps, or before them with its seconds: by what will end it. */
export function progressOf(
  { unit, total: seconds, spent }: Pick<Budget, 'unit' | 'total' | 'spent'>,
  step: number,
  total: number,
): { done: number; total: number; unit: Budget['unit'] } {
  const isTimed = unit === 'seconds' && spent() / seconds > step / total;
  return isTimed
    ? { done: Math.min(spent(), seconds), total: seconds, unit: 'seconds' }
    : { done: Math.min(step, total), total, unit: 'steps' };
}

function budgetOf(unit: Budget['unit'], total: number): Budget {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  let count = 0;
  const stepsFor =
    unit === 'steps'
      ? (amount: number) => Math.max(1, Math.round(amount))
      : (amount: number, rate: number) => Math.max(1, Math.floor(amount * rate));
  return {
    unit,
    total,
    seconds: elapsed,
    spent: unit === 'steps' ? () => count : elapsed,
    get steps() {
      return count;
    },
    done(all: number) {
      count = all;
    },
    stepsFor,
  };
}

/** Into how many equal parts a whole is cut that should each be about `size`. */
export function parts(whole: number, size: number): number {
  return Math.max(1, Math.round(whole / size));
}

const EXAMPLE = { rows: 2000, widths: [3, 4, 4, 4, 1], times: 12 };

/** Seconds that this machine takes to measure a network on a row: the best time of a middling one. */
function secondsARow(): number {
  const { rows, widths, times } = EXAMPLE;
  const x = Float64Array.from({ length: rows * 3 }, (_, i) => Math.sin(i));
  const layers = widths.slice(1).map((to, k): Layer => {
    const from = widths[k] ?? 0;
    const weights = Float32Array.from({ length: from * to }, (_, i) => Math.cos(i));
    return { from, to, weights, bias: null, activations: Array.from({ length: to }, () => 'sigmoid') };
  });
  const tries = Array.from({ length: times }, () => {
    const began = performance.now();
    const prediction = forwardCompact({ inputs: 3, leaky_slope: 0, layers }, x);
    measure({ prediction, truth: x.subarray(0, rows) });
    return performance.now() - began;
  });
  return Math.min(...tries) / 1000 / rows;
}
