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

/**
 * Kept back of the seconds for the front, its measurement and its files. Some hundred networks are measured, and a
 * row of one takes about a microsecond.
 */
const WRITING = { seconds: 0.5, share: 0.02, row: 1e-4 };

/**
 * A budget that starts now: `steps` where they are given, otherwise `seconds`. `rows` is on how many rows networks are
 * measured at the end.
 */
export function openBudget(seconds: number, steps: number | null, rows: number): Budget {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  let count = 0;
  const base = {
    seconds: elapsed,
    get steps() {
      return count;
    },
    done(all: number) {
      count = all;
    },
  };
  if (steps !== null) {
    const stepsFor = (amount: number) => Math.max(1, Math.round(amount));
    return Object.assign(base, { unit: 'steps' as const, total: steps, spent: () => count, stepsFor });
  }
  const writing = WRITING.seconds + WRITING.share * seconds + WRITING.row * rows;
  const total = Math.max(seconds / 2, seconds - writing);
  const stepsFor = (amount: number, rate: number) => Math.max(1, Math.floor(amount * rate));
  return Object.assign(base, { unit: 'seconds' as const, total, spent: elapsed, stepsFor });
}
