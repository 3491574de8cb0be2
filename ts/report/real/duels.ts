import { median } from '../table.ts';
import type { RealScore, RealTable } from './rows.ts';

/** Methods of one kind: on every table the better of them stands for all. */
export interface Opponent {
  readonly name: string;
  readonly methods: readonly string[];
}

/** Ours against an opponent, over the tables that both did. */
export interface Duel {
  readonly opponent: string;
  readonly tables: number;
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Of ours - the opponent's score, over tables. */
  readonly median_difference: number;
  /** Of a paired test of the differences. */
  readonly p: number;
}

/** Ours and an opponent's better method on one table. */
export interface Pair {
  readonly ours: RealScore;
  readonly theirs: RealScore;
}

/** The p-value of paired differences: an argument, for this room imports none of ours. */
export type PairedTest = (differences: readonly number[]) => number;

/** Scores that differ by at most this are a tie. */
const TIE = 0.01;
/** Differences of decimals miss the tie by as much. */
const ROUNDING = 1e-9;

export const LINEAR: Opponent = { name: 'ridge, lasso: the better', methods: ['linear_l2', 'linear_l1'] };
export const RIDGE: Opponent = { name: 'ridge', methods: ['linear_l2'] };
export const LASSO: Opponent = { name: 'lasso', methods: ['linear_l1'] };
export const MLP: Opponent = { name: 'mlp', methods: ['mlp'] };
export const ENSEMBLES: Opponent = {
  name: 'boosting, extra trees: the better',
  methods: ['boosting', 'extra_trees'],
};
const TREE: Opponent = { name: 'tree', methods: ['tree'] };
const CONSTANT: Opponent = { name: 'constant', methods: ['constant'] };

/** Ours against each opponent that did a table of ours. */
export function duelsOf(tables: readonly RealTable[], ours: string, test: PairedTest): Duel[] {
  return [RIDGE, LASSO, LINEAR, MLP, ENSEMBLES, TREE, CONSTANT].flatMap((opponent): Duel[] => {
    const pairs = pairsOf(tables, ours, opponent);
    if (pairs.length === 0) return [];
    const differences = pairs.map(({ ours: us, theirs }) => us.score - theirs.score);
    const count = (wanted: number) => pairs.filter((pair) => outcome(pair) === wanted).length;
    return [
      {
        opponent: opponent.name,
        tables: pairs.length,
        ...{ wins: count(1), ties: count(0), losses: count(-1) },
        median_difference: median(differences),
        p: test(differences),
      },
    ];
  });
}

/** A pair for every table that ours and a method of the opponent did. */
export function pairsOf(tables: readonly RealTable[], ours: string, { methods }: Opponent): Pair[] {
  return tables.flatMap((table): Pair[] => {
    const us = table.methods.get(ours);
    const found = methods.flatMap((method) => table.methods.get(method) ?? []);
    const [theirs] = found.toSorted((a, b) => b.score - a.score);
    return us && theirs ? [{ ours: us, theirs }] : [];
  });
}

/** 1: ours wins; 0: a tie; -1: ours loses. */
export function outcome({ ours, theirs }: Pair): number {
  const difference = ours.score - theirs.score;
  return Math.abs(difference) <= TIE + ROUNDING ? 0 : Math.sign(difference);
}
