import { expect } from 'chai';
import { signedRank } from '../../contest/signed-rank.ts';
import { duelsOf } from '../../report/real/duels.ts';
import { goalsOf } from '../../report/real/goals.ts';
import { realMarkdown, realText } from '../../report/real/page.ts';
import { standingsOf } from '../../report/real/ranks.ts';
import { type RealRow, tablesOf } from '../../report/real/rows.ts';

const OURS = 'swat';

function row(table: string, method: string, score: number | null, changes: Partial<RealRow> = {}): RealRow {
  const about = { task: 'regression', rows: 90, inputs: 4, classes: 0, seed: 0, seconds: 2 } as const;
  return { ...about, table, method, score, nonzeros: 10, loss: 1, ...changes };
}

/** Rows of ours and of the methods named, a table for each difference of ours from the first of them. */
function differing(differences: readonly number[], ...methods: string[]): RealRow[] {
  return differences.flatMap((difference, i) => [
    row(`t/${i}`, OURS, 0.5 + difference),
    ...methods.map((method, rank) => row(`t/${i}`, method, 0.5 - 0.1 * rank)),
  ]);
}

const p = (differences: readonly number[]) => signedRank(differences).p;

/** The value of the figure whose name has `words`. */
function goal(rows: readonly RealRow[], words: string) {
  const found = goalsOf(tablesOf(rows, OURS), OURS).filter(({ name }) => name.includes(words));
  expect(found, words).to.have.length(1);
  return found[0] as NonNullable<(typeof found)[0]>;
}

describe('the rows of real tables', () => {
  it('become the median over splits, a score that is not finite counting as the worst', () => {
    const scores = [0.1, 0.4, null];
    const [table] = tablesOf(
      scores.map((score, seed) => row('t/0', 'mlp', score, { seed, nonzeros: seed, seconds: 3 * seed })),
      OURS,
    );
    expect(table?.methods.get('mlp')).to.deep.equal({ score: 0.1, nonzeros: 1, seconds: 3 });
    expect(table?.splits).to.equal(3);
  });

  it('are compared on the splits that ours did', () => {
    const mlp = [0.1, 0.2, 0.9].map((score, seed) => row('t/0', 'mlp', score, { seed }));
    const [table] = tablesOf([...mlp, row('t/0', OURS, 0.5, { seed: 2 })], OURS);
    expect(table?.methods.get('mlp')?.score).to.equal(0.9);
    expect(table?.splits).to.equal(1);
  });
});

describe('the summary of real tables', () => {
  it('counts differences of up to .01 as ties, against the better of two methods', () => {
    const rows = differing([0.02, 0.01, 0, -0.01, -0.011, -0.2], 'linear_l1', 'linear_l2');
    const duels = duelsOf(tablesOf(rows, OURS), OURS, p);
    expect(duels.map(({ opponent }) => opponent)).to.deep.equal([
      'ridge',
      'lasso',
      'ridge, lasso: the better',
    ]);
    const duel = duels[2];
    expect(duel).to.deep.include({ tables: 6, wins: 1, ties: 3, losses: 2 });
    expect(duel?.median_difference).to.be.closeTo(-0.005, 1e-12);
  });

  it('tests the differences in pairs', () => {
    const rows = differing([0.1, 0.2, 0.3, 0.4, 0.5], 'mlp');
    expect(duelsOf(tablesOf(rows, OURS), OURS, p)[0]?.p).to.equal(1 / 16);
  });

  it('leaves out tables that ours did not do', () => {
    const rows = [...differing([0.1], 'mlp'), row('t/9', 'mlp', 0.9)];
    expect(duelsOf(tablesOf(rows, OURS), OURS, p)[0]?.tables).to.equal(1);
    expect(goal(rows, 'not below the mlp').tables).to.equal(1);
  });

  it('says which figures are reached, and which are not', () => {
    const linear = differing([0.1, 0.02, 0, -0.02], 'linear_l2');
    expect(goal(linear, 'not below ridge')).to.deep.include({ value: 0.75, reached: false, tables: 4 });
    expect(goal(linear, 'not below lasso')).to.deep.include({ reached: false, tables: 0 });
    expect(goal(linear, 'above the better')).to.deep.include({ value: 0.5, reached: true });
    const trees = differing([0, 0, -0.1, -0.1, -0.1], 'boosting', 'extra_trees');
    expect(goal(trees, 'boosting')).to.deep.include({ value: 0.4, reached: true });
    expect(goal(trees, 'not below the mlp')).to.deep.include({ reached: false, tables: 0 });
  });

  it('compares sizes by the median over tables', () => {
    const rows = [5, 40, 31].flatMap((nonzeros, i) => [
      row(`t/${i}`, OURS, 0.5, { nonzeros }),
      row(`t/${i}`, 'mlp', 0.5, { nonzeros: 100 }),
    ]);
    expect(goal(rows, 'numbers, median')).to.deep.include({ value: 31, reached: false });
    expect(goal(rows, 'over those of the mlp')).to.deep.include({ value: 0.31, reached: false });
  });

  it('ranks methods on the tables that all did, equal scores sharing the mean of their ranks', () => {
    const rows = [
      ...[row('t/0', OURS, 0.5), row('t/0', 'mlp', 0.5), row('t/0', 'tree', 0.1)],
      ...[row('t/1', OURS, 0.5), row('t/1', 'mlp', 0.7), row('t/1', 'tree', -7)],
      ...[row('t/2', 'mlp', 0.1), row('t/2', 'tree', 0.9)],
    ];
    const standings = standingsOf(tablesOf(rows, OURS), [OURS, 'mlp', 'tree']);
    expect(standings.map(({ method, mean_rank }) => [method, mean_rank])).to.deep.equal([
      ['mlp', 1.25],
      [OURS, 1.75],
      ['tree', 3],
    ]);
    expect(standings.map(({ tables }) => tables)).to.deep.equal([2, 2, 2]);
    // R2 of -7 counts as -.2.
    expect(standings[2]?.mean_score).to.be.closeTo(-0.05, 1e-12);
  });

  it('is a text of the whole, and a page with every table besides', () => {
    const classes = { task: 'classification', classes: 3 } as const;
    const rows = [
      ...differing([0.1, -0.1], 'mlp', 'other'),
      row('c/0', OURS, 0.875, { ...classes, nonzeros: 17 }),
      row('c/0', 'mlp', 0.75, { ...classes, nonzeros: 85 }),
    ];
    expect(realText(rows, OURS, p)).to.match(/^Figures to reach \(swat did 3 of 3 tables\)\nfigure +aim/);
    const page = realMarkdown(rows, OURS, p);
    expect(page).to.contain('| c/0 | 90 | 4 | 3 | 1 | 0.875 | 0.750 | – | 17 | 85 |');
    expect(page).to.contain('| t/1 | 90 | 4 | – | 1 | 0.400 | 0.500 | 0.400 | 10 | 10 |');
    expect(page).to.match(/## Classifications: accuracy\n\| table \|.*\n\| --- \| ---: .*\n\| c\/0/);
  });

  it('is of the rivals alone where ours did nothing', () => {
    const text = realText([row('t/0', 'mlp', 0.5)], OURS, p);
    expect(text).to.match(/^Methods by mean rank: all/);
    expect(text).not.to.contain(OURS);
  });
});
