import { median } from '../table.ts';
import { ENSEMBLES, LASSO, LINEAR, MLP, type Opponent, outcome, pairsOf, RIDGE } from './duels.ts';
import type { RealTable } from './rows.ts';

/** A figure to reach, and what ours reached. */
export interface Goal {
  readonly name: string;
  readonly aim: string;
  readonly kind: 'share' | 'ratio' | 'count';
  /** NaN where nothing was measured. */
  readonly value: number;
  readonly reached: boolean;
  readonly tables: number;
}

/** The figures of `ours`, over the tables that it did. */
export function goalsOf(tables: readonly RealTable[], ours: string): Goal[] {
  const outcomes = (opponent: Opponent) => pairsOf(tables, ours, opponent).map(outcome);
  const linear = outcomes(LINEAR);
  const mlp = pairsOf(tables, ours, MLP);
  const sizes = tables.flatMap((table) => table.methods.get(ours)?.nonzeros ?? []);
  return [
    atLeast('not below ridge', 0.95, outcomes(RIDGE), isNotLost),
    atLeast('not below lasso', 0.95, outcomes(LASSO), isNotLost),
    atLeast('not below the better of both, which nobody knows before', 0.95, linear, isNotLost),
    atLeast('above the better of both', 0.5, linear, (each) => each === 1),
    atLeast('not below the mlp', 0.8, mlp.map(outcome), isNotLost),
    atMost(
      'numbers over those of the mlp, median',
      { aim: 0.2, kind: 'ratio' },
      mlp.map(({ ours: us, theirs }) => us.nonzeros / theirs.nonzeros),
    ),
    atLeast('not below boosting and extra trees', 0.4, outcomes(ENSEMBLES), isNotLost),
    atMost('numbers, median', { aim: 30, kind: 'count' }, sizes),
  ];
}

const isNotLost = (each: number) => each !== -1;

function atLeast(
  name: string,
  aim: number,
  outcomes: readonly number[],
  holds: (each: number) => boolean,
): Goal {
  const value = outcomes.filter(holds).length / outcomes.length;
  const text = `${Math.round(100 * aim)} % of tables`;
  return { name, aim: text, kind: 'share', value, reached: value >= aim, tables: outcomes.length };
}

function atMost(name: string, { aim, kind }: { aim: number; kind: Goal['kind'] }, values: number[]): Goal {
  const value = median(values);
  return { name, aim: `at most ${aim}`, kind, value, reached: value <= aim, tables: values.length };
}
