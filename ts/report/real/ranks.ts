import { median } from '../table.ts';
import type { RealTable } from './rows.ts';

/** How a method stands over the tables that all methods did. */
export interface Standing {
  readonly method: string;
  readonly tables: number;
  /** 1 is best; equal scores share the mean of their ranks. */
  readonly mean_rank: number;
  readonly mean_score: number;
  /** Medians over the tables. */
  readonly nonzeros: number;
  readonly seconds: number;
}

/** An R2 below it counts as it, so that one table does not decide a mean. */
const LEAST_SCORE = -0.2;

/** A standing for each of `methods`, the best mean rank first. */
export function standingsOf(tables: readonly RealTable[], methods: readonly string[]): Standing[] {
  const whole = tables.filter((table) => methods.every((method) => table.methods.has(method)));
  const standings = methods.map((method): Standing => {
    const own = whole.flatMap((table) => table.methods.get(method) ?? []);
    return {
      method,
      tables: whole.length,
      mean_rank: mean(whole.map((table) => rankOf(table, method, methods))),
      mean_score: mean(own.map(({ score }) => Math.max(LEAST_SCORE, score))),
      nonzeros: median(own.map(({ nonzeros }) => nonzeros)),
      seconds: median(own.map(({ seconds }) => seconds)),
    };
  });
  return standings.sort((a, b) => a.mean_rank - b.mean_rank);
}

function rankOf(table: RealTable, method: string, methods: readonly string[]): number {
  const scoreOf = (name: string) => table.methods.get(name)?.score ?? Number.NaN;
  const own = scoreOf(method);
  const better = methods.filter((other) => scoreOf(other) > own).length;
  const equal = methods.filter((other) => scoreOf(other) === own).length;
  return better + (equal + 1) / 2;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
