import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { judgeVolumes } from '../../contest/contest.ts';
import { goalsOf } from '../../report/cornn/goals.ts';
import { type CornnReport, cornnMarkdown, cornnText, renderCornnPage } from '../../report/cornn/page.ts';
import { type CornnRow, functionsOf } from '../../report/cornn/rows.ts';

const OURS = 'search';

function row(name: string, method: string, mse: number | null, changes: Partial<CornnRow> = {}): CornnRow {
  const about = { seed: 0, seconds: 2, r2: 0.9, nonzeros: 20, hypervolume: 0.5 };
  return { function: name, method, mse, ...about, ...changes };
}

function report(rows: readonly CornnRow[]): CornnReport {
  const volumes = rows.map(({ function: task, method, seed, hypervolume }) => ({
    ...{ task, method, seed, volume: hypervolume },
  }));
  return { ours: OURS, rows, duels: judgeVolumes(volumes, OURS).duels };
}

const rows = [
  row('Leon', OURS, 0.0004),
  row('Ackley', OURS, 0.0014, { nonzeros: 80 }),
  row('Leon', 'direct_prune', 0.01, { hypervolume: 0.4 }),
  row('Ackley', 'direct_prune', 0.01, { hypervolume: 0.6 }),
  row('Ackley', 'quartic', 0.0208),
];

const values = (some: readonly CornnRow[]) => {
  const { duels } = report(some);
  return goalsOf(functionsOf(some), duels, OURS).map(({ value, reached }) => [value, reached]);
};

describe('the rows of CORNN', () => {
  it('are by function, in the order of the alphabet, medians over seeds', () => {
    const seeds = [0.1, 0.4, null].map((mse, seed) => row('Leon', OURS, mse, { seed, nonzeros: seed }));
    const [ackley, leon] = functionsOf([...seeds, row('Ackley', OURS, 0.2)]);
    expect([ackley?.name, leon?.name]).to.deep.equal(['Ackley', 'Leon']);
    expect(leon?.methods.get(OURS)).to.include({ mse: 0.4, nonzeros: 1 });
  });

  it('count an error that is not finite as worse than any', () => {
    expect(functionsOf([row('Leon', OURS, null)])[0]?.methods.get(OURS)?.mse).to.equal(1e9);
  });
});

describe('the report on CORNN', () => {
  it('asks for small errors of small networks, and for the hypervolume of dense training', () => {
    expect(values(rows)).to.deep.equal([
      ['0.00090', true],
      ['0.00090', true],
      ['50', true],
      ['1 of 2', false],
    ]);
  });

  it('asks nothing about dense training where nobody did it', () => {
    expect(values(rows.slice(0, 2))).to.have.length(3);
  });

  it('says the figures and the methods in a terminal, and the functions in Markdown', () => {
    expect(cornnText(report(rows)))
      .to.match(/numbers, median +at most 60 +50 +yes/)
      .and.to.match(/direct_prune .* 1 \/ 0 \/ 1/)
      .and.not.contain('Ackley');
    expect(cornnMarkdown(report(rows))).to.contain('| Ackley | 0.0014 | 0.900 | 80 | 0.010 | 0.021 |');
  });

  it('stands in docs/cornn.md as results/cornn.json has it', () => {
    const measured: CornnRow[] = JSON.parse(readFileSync('results/cornn.json', 'utf8'));
    const page = readFileSync('docs/cornn.md', 'utf8');
    expect(page.endsWith(cornnMarkdown(report(measured)))).to.equal(true);
  });

  it('is a page with the fronts of every function, and what was not reached', async () => {
    const runs = rows.map(({ function: task, method, seed, r2 }) => ({
      ...{ task, method, seed, seconds: 1 },
      networks: [{ nonzeros: 9, r2, mpe: 1 }],
    }));
    const page = await renderCornnPage({ title: 'Planes', ...report(rows), runs });
    expect(page).to.contain('<h1>Planes</h1>').and.to.contain('search reaches 3 of 4 figures.');
    expect(page.match(/<figure id=/g)).to.have.length(2);
  });
});
