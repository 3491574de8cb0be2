import type { Duel } from '../contest.ts';
import { r2, significant } from '../number.ts';
import { median, type TextRow, type TextTable } from '../table.ts';
import { error, goalsOf, mean } from './goals.ts';
import { type CornnFunction, reachedBy } from './rows.ts';

const row = (cells: readonly string[], marked = false): TextRow => ({ cells, marked, span: 1 });

/** Every figure beside its aim. */
export function goalsTable(
  functions: readonly CornnFunction[],
  duels: readonly Duel[],
  ours: string,
): TextTable {
  return {
    header: ['figure', 'aim', ours, 'reached'],
    rows: goalsOf(functions, duels, ours).map(({ name, aim, value, reached }) =>
      row([name, aim, value, reached ? 'yes' : 'no']),
    ),
  };
}

/** A row a method, over the functions that it did; last how ours stands against it by hypervolume. */
export function methodsTable(
  functions: readonly CornnFunction[],
  methods: readonly string[],
  duels: readonly Duel[],
  ours: string,
): TextTable {
  return {
    header: [
      'method',
      'MSE, median',
      'MSE, mean',
      'R², median',
      'R², mean',
      'numbers',
      'seconds',
      `${ours} wins / ties / losses`,
    ],
    rows: methods.map((method) => {
      const own = reachedBy(functions, method);
      const duel = duels.find(({ rival }) => rival === method);
      const errors = own.map(({ mse }) => mse);
      const scores = own.map((reached) => reached.r2);
      return row(
        [
          method,
          ...[median(errors), mean(errors)].map(error),
          ...[median(scores), mean(scores)].map(r2),
          String(median(own.map(({ nonzeros }) => nonzeros))),
          significant(median(own.map(({ seconds }) => seconds)), 2),
          duel ? `${duel.wins} / ${duel.ties} / ${duel.losses}` : '–',
        ],
        method === ours,
      );
    }),
  };
}

/** Test MSE of every method on every function, and of ours its R2 and numbers. */
export function functionsTable(
  functions: readonly CornnFunction[],
  methods: readonly string[],
  ours: string,
): TextTable {
  const others = methods.filter((method) => method !== ours);
  return {
    header: ['function', ours, 'R²', 'numbers', ...others],
    rows: functions.map(({ name, methods: reached }) => {
      const own = reached.get(ours);
      return row([
        name,
        error(own?.mse),
        r2(own?.r2 ?? null),
        String(own?.nonzeros ?? '–'),
        ...others.map((method) => error(reached.get(method)?.mse)),
      ]);
    }),
  };
}
