import { median } from '../table.ts';
import { clampedScore, type FewRow, type FewRun, fvu, geometricMean, mean } from './rows.ts';

/** A figure to reach, and what a method reached; NaN where it was not measured. */
export interface Goal {
  readonly name: string;
  readonly aim: string;
  /** How values are written: a share as percent, a ratio, or a difference with its sign. */
  readonly kind: 'share' | 'ratio' | 'difference';
  readonly value: number;
  /** Null where it was not measured. */
  readonly reached: boolean | null;
  readonly seeds: number;
  /** The least and the greatest value over seeds. */
  readonly spread: readonly [number, number];
  readonly runs: number;
}

interface Question extends Pick<Goal, 'name' | 'aim' | 'kind'> {
  readonly of: (run: FewRun) => boolean;
  /** What is gathered from a run, of the method's row and the others; null: nothing. */
  readonly gather: (own: FewRow, run: FewRun) => number | null;
  /** Of what was gathered. */
  readonly value: (gathered: readonly number[]) => number;
  readonly reached: (value: number) => boolean;
}

const FEW = 200;
const isFewFunction = ({ isFunction, rows }: FewRun) => isFunction && rows <= FEW;
const isNoisyFew = (run: FewRun) => isFewFunction(run) && run.noise >= 0.1;
const isReal = ({ isFunction }: FewRun) => !isFunction;
const share = (value: boolean) => (value ? 1 : 0);

/** Compares with another method on the same run, where that has a row. */
const against =
  (method: string, compare: (own: FewRow, other: FewRow) => number | null): Question['gather'] =>
  (own, run) => {
    const other = run.methods.get(method);
    return other ? compare(own, other) : null;
  };

/** What the benchmark of few rows asks of a method. */
const questions: readonly Question[] = [
  {
    name: `functions, up to ${FEW} rows: FVU at most 1.05 × ridge’s`,
    aim: '95 % of runs',
    kind: 'share',
    of: isFewFunction,
    gather: against('ridge', (own, ridge) => share(fvu(own) <= 1.05 * fvu(ridge))),
    value: mean,
    reached: (value) => value >= 0.95,
  },
  {
    name: 'real tables: R² not below ridge’s by more than .03',
    aim: '90 % of runs',
    kind: 'share',
    of: isReal,
    gather: against('ridge', (own, ridge) => share(clampedScore(own) >= clampedScore(ridge) - 0.03)),
    value: mean,
    reached: (value) => value >= 0.9,
  },
  {
    name: 'real tables: mean R² above ridge’s',
    aim: '+0.020',
    kind: 'difference',
    of: isReal,
    gather: against('ridge', (own, ridge) => clampedScore(own) - clampedScore(ridge)),
    value: mean,
    reached: (value) => value >= 0.02,
  },
  {
    name: `functions, up to ${FEW} rows, noise from .1: FVU over the Gaussian process’`,
    aim: 'at most 1.3',
    kind: 'ratio',
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
    name: 'the same runs: R² not below mlp’s by more than .02',
    aim: '70 % of runs',
    kind: 'share',
    of: isNoisyFew,
    gather: against('mlp', (own, mlp) => share(clampedScore(own) >= clampedScore(mlp) - 0.02)),
    value: mean,
    reached: (value) => value >= 0.7,
  },
  {
    name: 'the same runs: FVU at most 1.02 × mlp’s',
    aim: '70 % of runs',
    kind: 'share',
    of: isNoisyFew,
    gather: against('mlp', (own, mlp) => share(fvu(own) <= 1.02 * fvu(mlp))),
    value: mean,
    reached: (value) => value >= 0.7,
  },
  {
    name: 'the same runs: numbers over mlp’s, median',
    aim: 'at most 1/3',
    kind: 'ratio',
    of: isNoisyFew,
    gather: against('mlp', ({ nonzeros }, mlp) =>
      nonzeros === null || mlp.nonzeros === null ? null : nonzeros / mlp.nonzeros,
    ),
    value: median,
    reached: (value) => value <= 1 / 3,
  },
  {
    name: 'all runs: numbers at most a third of the rows fitted',
    aim: 'every run',
    kind: 'share',
    of: () => true,
    gather: ({ nonzeros, rows }) => (nonzeros === null ? null : share(3 * nonzeros <= rows)),
    value: mean,
    reached: (value) => value === 1,
  },
  {
    name: 'all runs: new rows that 90 % intervals cover',
    aim: '87 to 93 %',
    kind: 'share',
    of: () => true,
    gather: ({ covered }) => covered ?? null,
    value: mean,
    reached: (value) => value >= 0.87 && value <= 0.93,
  },
];

/** Every figure of `method`, over those of `runs` that it did. */
export function goalsOf(runs: readonly FewRun[], method: string): Goal[] {
  return questions.map(({ name, aim, kind, of, gather, value, reached }): Goal => {
    const gathered = runs.filter(of).flatMap((run) => {
      const own = run.methods.get(method);
      const found = own ? gather(own, run) : null;
      return found === null ? [] : [{ seed: run.seed, found }];
    });
    const over = (some: typeof gathered) =>
      some.length === 0 ? Number.NaN : value(some.map(({ found }) => found));
    const seeds = [...new Set(gathered.map(({ seed }) => seed))];
    const each = seeds.map((seed) => over(gathered.filter((one) => one.seed === seed)));
    const whole = over(gathered);
    return {
      ...{ name, aim, kind },
      value: whole,
      reached: gathered.length === 0 ? null : reached(whole),
      seeds: seeds.length,
      spread: [Math.min(...each), Math.max(...each)],
      runs: gathered.length,
    };
  });
}
