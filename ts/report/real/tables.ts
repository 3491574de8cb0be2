import { percent, r2, significant } from '../number.ts';
import type { TextRow, TextTable } from '../table.ts';
import { duelsOf, type PairedTest } from './duels.ts';
import { goalsOf } from './goals.ts';
import { standingsOf } from './ranks.ts';
import type { RealTable } from './rows.ts';

const plain = (cells: readonly string[]): TextRow => ({ cells, marked: false, span: 1 });

/** Every method by its mean rank. */
export function standingsTable(
  tables: readonly RealTable[],
  methods: readonly string[],
  ours: string,
): TextTable {
  return {
    header: ['method', 'mean rank', 'mean score', 'numbers', 'seconds', 'tables'],
    rows: standingsOf(tables, methods).map((each): TextRow => {
      const scores = [each.mean_rank.toFixed(2), r2(each.mean_score)];
      const facts = [significant(each.nonzeros, 2), significant(each.seconds, 2), String(each.tables)];
      return { cells: [each.method, ...scores, ...facts], marked: each.method === ours, span: 1 };
    }),
  };
}

/** Ours against each kind of opponent. */
export function duelsTable(tables: readonly RealTable[], ours: string, test: PairedTest): TextTable {
  return {
    header: [`${ours} against`, 'tables', 'wins', 'ties', 'losses', 'median difference', 'p'],
    rows: duelsOf(tables, ours, test).map(({ opponent, wins, ties, losses, median_difference, ...duel }) =>
      plain([
        opponent,
        ...[duel.tables, wins, ties, losses].map(String),
        `${median_difference > 0 ? '+' : ''}${r2(median_difference)}`,
        significant(duel.p, 2),
      ]),
    ),
  };
}

/** Every figure beside its aim. */
export function goalsTable(tables: readonly RealTable[], ours: string): TextTable {
  return {
    header: ['figure', 'aim', ours, 'reached', 'tables'],
    rows: goalsOf(tables, ours).map((goal) => {
      const value = goal.kind === 'share' ? percent(goal.value) : significant(goal.value, 2);
      const reached = goal.tables === 0 ? '–' : goal.reached ? 'yes' : 'no';
      return plain([goal.name, goal.aim, value, reached, String(goal.tables)]);
    }),
  };
}

/** Median scores, a row a table and a column a method; then the numbers of ours and of the mlp. */
export function scoresTable(
  tables: readonly RealTable[],
  methods: readonly string[],
  ours: string,
): TextTable {
  const sized = [ours, 'mlp'].filter((method) => methods.includes(method));
  return {
    header: [
      ...['table', 'rows', 'inputs', 'classes', 'splits'],
      ...methods,
      ...sized.map((method) => `numbers of ${method}`),
    ],
    rows: tables.map(({ table, rows, inputs, classes, splits, methods: found }) =>
      plain([
        table,
        ...[rows, inputs, classes === 0 ? '–' : classes, splits].map(String),
        ...methods.map((method) => r2(found.get(method)?.score ?? null)),
        ...sized.map((method) => significant(found.get(method)?.nonzeros ?? null, 2)),
      ]),
    ),
  };
}
