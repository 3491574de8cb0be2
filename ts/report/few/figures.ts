import { percent, significant } from '../number.ts';
import { alignedTable, type TextTable } from '../table.ts';
import {
  clampedScore,
  type FewRow,
  type FewRun,
  fvu,
  geometricMean,
  mean,
  median,
  methodsOf,
  runsOf,
} from './rows.ts';

/** A figure to reach, and what a method reached; values are NaN where there are no runs for it. */
export interface Figure {
  readonly name: string;
  readonly aim: string;
  readonly value: number;
  /** How the value is written. */
  readonly kind: 'share' | 'number';
  readonly reached: boolean;
  /** The least and the greatest value over the seeds. */
  readonly spread: readonly [number, number];
  readonly runs: number;
}

interface Question {
  readonly name: string;
  readonly aim: string;
  readonly kind: Figure['kind'];
  readonly of: (run: FewRun) => boolean;
  /** From the method's row and all of the run's: what is gathered. */
  readonly gather: (own: FewRow, run: FewRun) => number | null;
  readonly value: (gathered: readonly number[]) => number;
  readonly reached: (value: number) => boolean;
}

const FEW = 200;
const isFew = ({ rows }: FewRun) => rows <= FEW;
const isFewFunction = (run: FewRun) => run.isFunction && isFew(run);
const isNoisyFew = (run: FewRun) => isFewFunction(run) && run.noise >= 0.1;
const share = (value: boolean) => (value ? 1 : 0);
const against =
  (method: string, compare: (own: FewRow, other: FewRow) => number | null) => (own: FewRow, run: FewRun) => {
    const other = run.methods.get(method);
    return other ? compare(own, other) : null;
  };

/** What the benchmark of few rows asks of a method. */
const QUESTIONS: readonly Question[] = [
  {
    name: `functions, up to ${FEW} rows: FVU at most 1.05 x ridge's`,
    aim: '95 % of runs',
    kind: 'share',
    of: isFewFunction,
    gather: against('ridge', (own, ridge) => share(fvu(own) <= 1.05 * fvu(ridge))),
    value: mean,
    reached: (value) => value >= 0.95,
  },
  {
    name: `real tables, up to ${FEW} rows: R2 not below ridge's by more than .03`,
    aim: '90 % of runs',
    kind: 'share',
    of: (run) => !run.isFunction && isFew(run),
    gather: against('ridge', (own, ridge) => share(clampedScore(own) >= clampedScore(ridge) - 0.03)),
    value: mean,
    reached: (value) => value >= 0.9,
  },
  {
    name: `real tables, up to ${FEW} rows: mean R2 above ridge's (R2 below -1 as -1)`,
    aim: '+.02',
    kind: 'number',
    of: (run) => !run.isFunction && isFew(run),
    gather: against('ridge', (own, ridge) => clampedScore(own) - clampedScore(ridge)),
    value: mean,
    reached: (value) => value >= 0.02,
  },
  {
    name: `functions, up to ${FEW} rows, noise from .1: FVU over the Gaussian process', geometric mean`,
    aim: 'at most 1.3',
    kind: 'number',
    of: isNoisyFew,
    gather: against('gaussian_process', (own, process) => fvu(own) / fvu(process)),
    value: geometricMean,
    reached: (value) => value <= 1.3,
  },
  {
    name: 'the same runs: at most 40 numbers',
    aim: 'every run',
    kind: 'share',
    of: isNoisyFew,
    gather: ({ nonzeros }) => (nonzeros === null ? null : share(nonzeros <= 40)),
    value: mean,
    reached: (value) => value === 1,
  },
  {
    name: "the same runs: R2 not below mlp's by more than .02",
    aim: '70 % of runs',
    kind: 'share',
    of: isNoisyFew,
    gather: against('mlp', (own, mlp) => share(clampedScore(own) >= clampedScore(mlp) - 0.02)),
    value: mean,
    reached: (value) => value >= 0.7,
  },
  {
    name: "the same runs: FVU at most 1.02 x mlp's",
    aim: '70 % of runs',
    kind: 'share',
    of: isNoisyFew,
    gather: against('mlp', (own, mlp) => share(fvu(own) <= 1.02 * fvu(mlp))),
    value: mean,
    reached: (value) => value >= 0.7,
  },
  {
    name: "the same runs: numbers over mlp's, median",
    aim: 'a third',
    kind: 'number',
    of: isNoisyFew,
    gather: against('mlp', (own, mlp) =>
      own.nonzeros === null || mlp.nonzeros === null ? null : own.nonzeros / mlp.nonzeros,
    ),
    value: median,
    reached: (value) => value <= 1 / 3,
  },
  {
    name: 'all runs: numbers at most a third of the rows fitted',
    aim: 'every run',
    kind: 'share',
    of: () => true,
    gather: (own) => (own.nonzeros === null ? null : share(own.nonzeros <= own.rows / 3)),
    value: mean,
    reached: (value) => value === 1,
  },
  {
    name: 'all runs: new rows within the 90 % interval',
    aim: '87 to 93 %',
    kind: 'share',
    of: () => true,
    gather: ({ covered }) => covered ?? null,
    value: mean,
    reached: (value) => value >= 0.87 && value <= 0.93,
  },
];

/** The figures of a method; those for which it has no runs are left out. */
export function figures(rows: readonly FewRow[], method: string): Figure[] {
  const runs = runsOf(rows);
  return QUESTIONS.flatMap(({ name, aim, kind, of, gather, value, reached }): Figure[] => {
    const gathered = runs.filter(of).flatMap((run) => {
      const own = run.methods.get(method);
      const found = own ? gather(own, run) : null;
      return found === null ? [] : [{ seed: run.seed, found }];
    });
    if (gathered.length === 0) return [];
    const over = (list: typeof gathered) => value(list.map(({ found }) => found));
    const seeds = [...new Set(gathered.map(({ seed }) => seed))];
    const each = seeds.map((seed) => over(gathered.filter((one) => one.seed === seed)));
    const whole = over(gathered);
    const spread = [Math.min(...each), Math.max(...each)] as const;
    return [{ name, aim, value: whole, kind, reached: reached(whole), spread, runs: gathered.length }];
  });
}

export function figureText({ kind }: Figure, value: number): string {
  return kind === 'share' ? percent(value) : significant(value);
}

/** The figures of `ours` as a table. */
export function figuresTable(rows: readonly FewRow[], ours: string): TextTable {
  return {
    header: ['figure', 'aim', 'reached', 'over seeds', 'runs', ''],
    rows: figures(rows, ours).map((figure) => ({
      cells: [
        figure.name,
        figure.aim,
        figureText(figure, figure.value),
        figure.spread.map((value) => figureText(figure, value)).join(' to '),
        String(figure.runs),
        figure.reached ? 'yes' : 'no',
      ],
      marked: false,
      span: 1,
    })),
  };
}

/** Of every method: FVU over ridge's by rows, and by noise, geometric means over the functions; median R2 of the real tables. */
export function methodsTable(rows: readonly FewRow[], ours: string): TextTable {
  const runs = runsOf(rows);
  const functions = runs.filter(({ isFunction }) => isFunction);
  const sizes = [...new Set(functions.map((run) => run.rows))].sort((a, b) => a - b);
  const noises = [...new Set(functions.map((run) => run.noise))].sort((a, b) => a - b);
  const real = runs.filter(({ isFunction }) => !isFunction);
  const overRidge = (method: string, some: readonly FewRun[]) =>
    geometricMean(
      some.flatMap(({ methods }) => {
        const [own, ridge] = [methods.get(method), methods.get('ridge')];
        return own && ridge ? [fvu(own) / fvu(ridge)] : [];
      }),
    );
  const scores = (method: string, some: readonly FewRun[]) =>
    some.flatMap(({ methods }) => methods.get(method) ?? []).map(clampedScore);
  const numbers = (method: string) => runs.flatMap(({ methods }) => methods.get(method)?.nonzeros ?? []);
  return {
    header: [
      'method',
      ...sizes.map((size) => `${size} rows`),
      ...noises.map((noise) => `noise ${noise}`),
      ...(real.length > 0 ? ['real: median R²', 'real: mean R²'] : []),
      'numbers',
      'seconds',
    ],
    rows: methodsOf(rows, ours).map((method) => ({
      cells: [
        method,
        ...sizes.map((size) =>
          significant(
            overRidge(
              method,
              functions.filter((run) => run.rows === size),
            ),
          ),
        ),
        ...noises.map((noise) =>
          significant(
            overRidge(
              method,
              functions.filter((run) => run.noise === noise),
            ),
          ),
        ),
        ...(real.length > 0
          ? [median(scores(method, real)).toFixed(3), mean(scores(method, real)).toFixed(3)]
          : []),
        significant(median(numbers(method))),
        significant(median(rows.filter((row) => row.method === method).map(({ seconds }) => seconds))),
      ],
      marked: method === ours,
      span: 1,
    })),
  };
}

/** Both tables as plain text. */
export function figuresText(rows: readonly FewRow[], ours: string): string {
  return `FVU over ridge's, geometric mean over functions; medians of numbers and seconds\n${alignedTable(methodsTable(rows, ours))}\n\n${alignedTable(figuresTable(rows, ours))}\n`;
}
