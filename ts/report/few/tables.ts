import { percent, r2, significant } from '../number.ts';
import { alignedTable, median, type TextRow, type TextTable } from '../table.ts';
import { type Goal, goalsOf } from './goals.ts';
import {
  ascending,
  clampedScore,
  type FewRow,
  type FewRun,
  mean,
  methodsOf,
  relativeFvu,
  runsOf,
  variantsOf,
} from './rows.ts';

const plain = (cells: readonly string[]): TextRow => ({ cells, marked: false, span: 1 });

/** Every figure beside its aim: what `ours` reached, and how far that spreads over seeds. */
export function goalsTable(rows: readonly FewRow[], ours: string): TextTable {
  return {
    header: ['figure', 'aim', ours, 'reached', 'over seeds', 'runs'],
    rows: goalsOf(runsOf(rows), ours).map((goal) => {
      const reached = goal.reached === null ? '–' : goal.reached ? 'yes' : 'no';
      const cells = [goal.name, goal.aim, goalText(goal, goal.value), reached];
      return plain([...cells, spreadText(goal), String(goal.runs)]);
    }),
  };
}

/** The figures of every variant of `ours`, each beside what `ours` reached in the runs that the variant did. */
export function variantsTable(rows: readonly FewRow[], ours: string): TextTable {
  const runs = runsOf(rows);
  const variants = variantsOf(rows, ours);
  const columns = variants.map((variant) => {
    const shared = runs.filter(({ methods }) => methods.has(variant) && methods.has(ours));
    return { own: goalsOf(shared, variant), ours: goalsOf(shared, ours) };
  });
  return {
    header: ['figure', 'aim', ...variants],
    rows: goalsOf(runs, ours).map(({ name, aim }, i) =>
      plain([
        name,
        aim,
        ...columns.map((column) => {
          const [own, us] = [column.own[i] as Goal, column.ours[i] as Goal];
          return own.runs === 0 ? '–' : `${goalText(own, own.value)} (${goalText(us, us.value)})`;
        }),
      ]),
    ),
  };
}

/** FVU over ridge's of every method on functions: by the rows fitted, by the noise, and over all. */
export function functionsTable(rows: readonly FewRow[], ours: string): TextTable {
  const runs = runsOf(rows).filter(({ isFunction }) => isFunction);
  const column = (name: string, some: readonly FewRun[]): Column => ({
    name,
    cell: (method) => significant(relativeFvu(some, method, 'ridge')),
  });
  const sizes = ascending(runs.map((run) => run.rows)).map((size) =>
    column(
      `${size} rows`,
      runs.filter((run) => run.rows === size),
    ),
  );
  const noises = ascending(runs.map(({ noise }) => noise)).map((noise) =>
    column(
      `noise ${noise}`,
      runs.filter((run) => run.noise === noise),
    ),
  );
  return methodsTable(rows, ours, runs, [...sizes, ...noises, column('all', runs)]);
}

/** From how many rows on the columns of real tables are. */
const FROM = [0, 31, 61, 121] as const;

/** Median R2 of every method on real tables, by the rows fitted, and over all; last the mean. */
export function realTable(rows: readonly FewRow[], ours: string): TextTable {
  const runs = runsOf(rows).filter(({ isFunction }) => !isFunction);
  const scores = (method: string, some: readonly FewRun[]) =>
    some.flatMap(({ methods }) => methods.get(method) ?? []).map(clampedScore);
  const sizes = FROM.flatMap((least, i): Column[] => {
    const most = (FROM[i + 1] ?? Number.POSITIVE_INFINITY) - 1;
    const some = runs.filter((run) => run.rows >= least && run.rows <= most);
    const name =
      i === 0 ? `up to ${most} rows` : most === Number.POSITIVE_INFINITY ? 'more' : `up to ${most}`;
    return some.length > 0 ? [{ name, cell: (method) => r2(median(scores(method, some))) }] : [];
  });
  return methodsTable(rows, ours, runs, [
    ...sizes,
    { name: 'all', cell: (method) => r2(median(scores(method, runs))) },
    { name: 'mean', cell: (method) => r2(mean(scores(method, runs))) },
  ]);
}

interface Column {
  readonly name: string;
  cell(method: string): string;
}

/** A row a method that did one of `runs`: its cells, then in how many runs, median numbers and median seconds. */
function methodsTable(
  rows: readonly FewRow[],
  ours: string,
  runs: readonly FewRun[],
  columns: readonly Column[],
): TextTable {
  return {
    header: ['method', ...columns.map(({ name }) => name), 'runs', 'numbers', 'seconds'],
    rows: methodsIn(rows, ours, runs).map((method): TextRow => {
      const own = runs.flatMap(({ methods }) => methods.get(method) ?? []);
      const facts = [
        String(own.length),
        significant(median(own.flatMap(({ nonzeros }) => nonzeros ?? [])), 2),
        significant(median(own.map(({ seconds }) => seconds)), 2),
      ];
      const cells = columns.map(({ cell }) => cell(method));
      return { cells: [method, ...cells, ...facts], marked: method === ours, span: 1 };
    }),
  };
}

function methodsIn(rows: readonly FewRow[], ours: string, runs: readonly FewRun[]): string[] {
  return methodsOf(rows, ours).filter((method) => runs.some(({ methods }) => methods.has(method)));
}

function spreadText(goal: Goal): string {
  const [least, greatest] = goal.spread.map((value) => goalText(goal, value));
  return goal.seeds < 2 ? '–' : `${least} to ${greatest}`;
}

/** A value of a figure for people. */
export function goalText({ kind }: Goal, value: number): string {
  if (Number.isNaN(value)) return 'not measured';
  if (kind === 'share') return percent(value);
  return kind === 'ratio' ? significant(value) : `${value > 0 ? '+' : ''}${r2(value)}`;
}

/** All tables as plain text for a terminal. */
export function fewText(rows: readonly FewRow[], ours: string): string {
  const [functions, real] = [functionsTable(rows, ours), realTable(rows, ours)];
  const parts = [
    ...(functions.rows.length > 0
      ? ['FVU over ridge’s on functions, geometric mean (less is better)', alignedTable(functions), '']
      : []),
    ...(real.rows.length > 0 ? ['R² on real tables, median', alignedTable(real), ''] : []),
    ...(variantsOf(rows, ours).length > 0
      ? [`Variants (in brackets ${ours} in the same runs)`, alignedTable(variantsTable(rows, ours)), '']
      : []),
    alignedTable(goalsTable(rows, ours)),
  ];
  return `${parts.join('\n')}\n`;
}
