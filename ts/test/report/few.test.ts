import { expect } from 'chai';
import { goalsOf } from '../../report/few/goals.ts';
import { renderFewPage } from '../../report/few/page.ts';
import { clampedScore, type FewRow, fvu, methodsOf, relativeFvu, runsOf } from '../../report/few/rows.ts';
import { fewText, functionsTable, goalsTable, realTable, variantsTable } from '../../report/few/tables.ts';

const OURS = 'search';

function row(method: string, score: number | null, changes: Partial<FewRow> = {}): FewRow {
  const kind = method.startsWith('search') || method.startsWith('without') ? 'search' : 'baseline';
  const about = { table: 'bump: exp(-4 x1)', rows: 30, inputs: 2, noise: 0.1, seed: 0, seconds: 2 };
  return { ...about, method, kind, score, nonzeros: 9, ...changes };
}

/** What a figure of `ours` whose name has `words` is over these rows. */
function goal(rows: readonly FewRow[], words: string, method = OURS) {
  const found = goalsOf(runsOf(rows), method).filter(({ name }) => name.includes(words));
  expect(found, words).to.have.length(1);
  return found[0] as NonNullable<(typeof found)[0]>;
}

const REAL = { table: 'mtcars', rows: 22, noise: 0 };

describe('the rows of few rows', () => {
  it('are brought together by table, rows, noise and seed', () => {
    const runs = runsOf([
      row(OURS, 0.9),
      row('ridge', 0.8),
      row('ridge', 0.1),
      row('ridge', 0.7, { seed: 1 }),
      row('ridge', 0.7, { rows: 60 }),
      row('ridge', 0.7, { noise: 0.2 }),
      row(OURS, 0.5, REAL),
    ]);
    expect(runs.map(({ methods }) => [...methods.keys()].join())).to.deep.equal([
      'search,ridge',
      'ridge',
      'ridge',
      'ridge',
      'search',
    ]);
    expect(runs[0]?.methods.get('ridge')?.score).to.equal(0.8);
    expect(runs.map(({ isFunction }) => isFunction)).to.deep.equal([true, true, true, true, false]);
  });

  it('count errors from 1e-5 on, and R2 from -1 on, which is that of no finite one', () => {
    expect([1, 0.75, -7, null].map((score) => fvu(row(OURS, score)))).to.deep.equal([1e-5, 0.25, 2, 2]);
    expect([0.75, -7, null].map((score) => clampedScore(row(OURS, score)))).to.deep.equal([0.75, -1, -1]);
  });

  it('have ours first, then other searches, then baselines', () => {
    const rows = [row('without_folds', 1), row('ridge', 1), row(OURS, 1), row('mlp', 1)];
    expect(methodsOf(rows, OURS)).to.deep.equal([OURS, 'without_folds', 'ridge', 'mlp']);
  });

  it('are compared by the geometric mean of FVU over the runs that both did', () => {
    const rows = [0.9, 0.6].flatMap((score, seed) => [
      row(OURS, score, { seed }),
      row('ridge', 0.8, { seed }),
    ]);
    const runs = runsOf([...rows, row(OURS, 0, { seed: 9 })]);
    expect(relativeFvu(runs, OURS, 'ridge')).to.be.closeTo(Math.sqrt(0.5 * 2), 1e-12);
    expect(relativeFvu(runs, OURS, 'lasso')).to.be.NaN;
  });
});

describe('the figures of few rows', () => {
  it('ask on functions of few rows for at most 5 % more error than ridge', () => {
    const rows = [
      ...[row(OURS, 0.796), row('ridge', 0.8)],
      ...[row(OURS, 0.78, { seed: 1 }), row('ridge', 0.8, { seed: 1 })],
      ...[row(OURS, 0, { rows: 1000 }), row('ridge', 0.8, { rows: 1000 })],
      ...[row(OURS, 0, REAL), row('ridge', 0.8, REAL)],
    ];
    const found = goal(rows, '1.05');
    expect(found).to.include({ value: 0.5, runs: 2, reached: false });
    expect(found.spread).to.deep.equal([0, 1]);
    expect(goal(rows.slice(0, 2), '1.05')).to.include({ value: 1, reached: true });
  });

  it('ask on real tables for R2 not far below that of ridge, and for more in the mean', () => {
    const of = (ours: number, ridge: number, seed: number) => [
      row(OURS, ours, { ...REAL, seed }),
      row('ridge', ridge, { ...REAL, seed }),
    ];
    const rows = [...of(0.775, 0.8, 0), ...of(0.76, 0.8, 1), ...of(-5, -9, 2), ...of(0.5, -9, 3)];
    expect(goal(rows, 'more than .03')).to.include({ value: 0.75, runs: 4, reached: false });
    expect(goal(rows, 'mean R²').value).to.be.closeTo((-0.025 - 0.04 + 0 + 1.5) / 4, 1e-12);
    expect(goal(rows, 'mean R²').reached).to.equal(true);
  });

  it('ask where there is noise how ours stands to the Gaussian process and to mlp, in error and in numbers', () => {
    const of = (seed: number, score: number, nonzeros: number, changes = {}) => [
      row(OURS, score, { seed, nonzeros, ...changes }),
      row('gaussian_process', 0.9, { seed, nonzeros: null, ...changes }),
      row('mlp', 0.9, { seed, nonzeros: 60, ...changes }),
    ];
    const rows = [
      ...of(0, 0.95, 41),
      ...of(1, 0.885, 40),
      ...of(2, 0.8, 10),
      // Left out: no noise, and too many rows.
      ...of(3, 0, 100, { noise: 0 }),
      ...of(3, 0, 100, { rows: 201 }),
    ];
    const process = goal(rows, 'Gaussian process');
    expect(process.value).to.be.closeTo((0.5 * 1.15 * 2) ** (1 / 3), 1e-12);
    expect(process).to.include({ runs: 3, reached: true });
    expect(goal(rows, 'at most 40 numbers').value).to.be.closeTo(2 / 3, 1e-12);
    expect(goal(rows, 'below mlp').value).to.be.closeTo(2 / 3, 1e-12);
    expect(goal(rows, '1.02').value).to.be.closeTo(1 / 3, 1e-12);
    expect(goal(rows, 'numbers over mlp').value).to.be.closeTo(40 / 60, 1e-12);
  });

  it('ask of every run for at most a third as many numbers as rows', () => {
    const rows = [
      row(OURS, 0.9, { nonzeros: 10 }),
      row(OURS, 0.9, { nonzeros: 11, seed: 1 }),
      row(OURS, 0.9, { ...REAL, nonzeros: 7 }),
    ];
    expect(goal(rows, 'third of the rows').value).to.be.closeTo(2 / 3, 1e-12);
  });

  it('say what intervals cover, or that it was not measured', () => {
    const rows = [row(OURS, 0.9, { covered: 0.8 }), row(OURS, 0.9, { seed: 1, covered: 0.94 })];
    expect(goal(rows, 'intervals')).to.include({ value: 0.87, runs: 2, reached: true });
    const without = goal([row(OURS, 0.9)], 'intervals');
    expect(without.reached).to.equal(null);
    const cells = goalsTable([row(OURS, 0.9)], OURS).rows.at(-1)?.cells;
    expect(cells?.slice(2)).to.deep.equal(['not measured', '–', '–', '0']);
  });
});

/** Two functions, two noises, two seeds, and a real table: ours halves the error of ridge, but for one remedy. */
const rows = [
  ...['bump: b', 'line: l'].flatMap((table) =>
    [30, 200].flatMap((size) =>
      [0.1, 0.5].flatMap((noise) =>
        [0, 1].flatMap((seed) => {
          const about = { table, rows: size, noise, seed };
          return [
            row(OURS, 0.9, about),
            row('ridge', 0.8, { ...about, nonzeros: 2 }),
            row('gaussian_process', 0.9, { ...about, nonzeros: null }),
            ...(size === 30 ? [row('without_folds', 0.6, about)] : []),
          ];
        }),
      ),
    ),
  ),
  ...[22, 120, 500].flatMap((size, i) => [
    row(OURS, 0.7 + i / 10, { ...REAL, rows: size }),
    row('ridge', 0.6, { ...REAL, rows: size }),
  ]),
];

describe('the tables of few rows', () => {
  it('show error beside that of ridge by rows and by noise, for every method that did functions', () => {
    const { header, rows: body } = functionsTable(rows, OURS);
    expect(header.join()).to.equal('method,30 rows,200 rows,noise 0.1,noise 0.5,all,runs,numbers,seconds');
    expect(body.map(({ cells }) => cells.join())).to.deep.equal([
      'search,0.500,0.500,0.500,0.500,0.500,16,9.0,2.0',
      'without_folds,2.00,–,2.00,2.00,2.00,8,9.0,2.0',
      'ridge,1.00,1.00,1.00,1.00,1.00,16,2.0,2.0',
      'gaussian_process,0.500,0.500,0.500,0.500,0.500,16,–,2.0',
    ]);
  });

  it('show median R2 of real tables by rows, and the mean', () => {
    const { header, rows: body } = realTable(rows, OURS);
    expect(header.join()).to.equal('method,up to 30 rows,up to 120,more,all,mean,runs,numbers,seconds');
    expect(body[0]?.cells.join()).to.equal('search,0.700,0.800,0.900,0.800,0.800,3,9.0,2.0');
    expect(body).to.have.length(2);
  });

  it('show a variant beside ours over the runs that the variant did', () => {
    const { header, rows: body } = variantsTable(rows, OURS);
    expect(header).to.deep.equal(['figure', 'aim', 'without_folds']);
    expect(body[0]?.cells.at(-1)).to.equal('0 % (100 %)');
    expect(body[3]?.cells.at(-1)).to.equal('4.00 (1.00)');
    expect(body[1]?.cells.at(-1)).to.equal('–');
  });

  it('are plain text, too', () => {
    const text = fewText(rows, OURS);
    expect(text).to.match(/\* search +0\.500/);
    expect(text).to.match(/1\.05 × ridge’s +95 % of runs +100 % +yes +100 % to 100 % +16/);
    expect(text).to.contain('Variants (in brackets search in the same runs)');
    const plain = fewText([row(OURS, 0.9), row('ridge', 0.8)], OURS);
    expect(plain).to.not.contain('Variants').and.to.not.contain('real tables, median');
  });
});

describe('the page of few rows', () => {
  it('says what is reached and what is missed, draws a figure a noise, and fetches nothing', async () => {
    const html = await renderFewPage({ title: 'Few & noisy', ours: OURS, rows });
    expect(html).to.contain('search reaches 5 of 6 figures that were measured.');
    expect(html).to.contain('On functions it leaves 0.50 times the error of ridge');
    expect(html).to.contain('Few &amp; noisy').and.to.contain('not measured');
    expect(html.match(/<figure id="noise-/g)).to.have.length(2);
    expect(html).to.contain('search, 30 rows: 0.500 of ridge’s FVU (4 runs)');
    expect(html).to.not.match(/(src|href)="|@import|<script/);
    const lost = await renderFewPage({ title: 'x', ours: 'without_folds', rows });
    expect(lost).to.match(
      /Not reached: functions, up to 200 rows: FVU at most 1.05 × ridge’s: 0 %, aim 95 % of runs/,
    );
  });

  it('does without functions, and without real tables', async () => {
    for (const wanted of [(one: FewRow) => one.table === 'mtcars', (one: FewRow) => one.table !== 'mtcars']) {
      const html = await renderFewPage({ title: 'x', ours: OURS, rows: rows.filter(wanted) });
      expect(html).to.contain('figures that were measured');
    }
  });
});
