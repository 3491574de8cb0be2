import type { Duel } from '../contest.ts';
import { significant } from '../number.ts';
import { median } from '../table.ts';
import { type CornnFunction, reachedBy } from './rows.ts';

/** A figure to reach, and what ours reached. */
export interface Goal {
  readonly name: string;
  readonly aim: string;
  /** For people. */
  readonly value: string;
  readonly reached: boolean;
}

/** Whose hypervolume ours should have. */
const DENSE = 'direct_prune';
/** On how many of the functions. */
const LEVEL = 50 / 54;

/** The figures of `ours`; that against dense training only where somebody did it. */
export function goalsOf(functions: readonly CornnFunction[], duels: readonly Duel[], ours: string): Goal[] {
  const own = reachedBy(functions, ours);
  const errors = own.map(({ mse }) => mse);
  return [
    atMost('test MSE, median', 1e-3, median(errors), error),
    atMost('test MSE, mean', 0.01, mean(errors), error),
    atMost('numbers, median', 60, median(own.map(({ nonzeros }) => nonzeros)), String),
    ...duels
      .filter(({ rival }) => rival === DENSE)
      .map(({ wins, ties, tasks }) => ({
        name: `hypervolume level with ${DENSE}’s, or larger`,
        aim: '50 of 54 functions',
        value: `${wins + ties} of ${tasks}`,
        reached: wins + ties >= LEVEL * tasks,
      })),
  ];
}

/** NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** An error for people. */
export function error(value: number | undefined): string {
  return significant(value ?? null, 2);
}

function atMost(name: string, aim: number, value: number, text: (value: number) => string): Goal {
  return { name, aim: `at most ${aim}`, value: text(value), reached: value <= aim };
}
