import { expect } from 'chai';
import type { Contest, ContestPage, Run, RunNetwork } from '../../report/contest.ts';
import { renderContestPage } from '../../report/contest-page.ts';
import { contestText, duelRows, scoreRows } from '../../report/contest-table.ts';

const score = (task: string, method: string, mean: number, seeds = [0]) => ({
  task,
  method,
  seeds,
  mean,
  least: mean - 0.01,
  greatest: mean + 0.02,
});
const contest: Contest = {
  ours: 'search',
  methods: ['search', 'direct_prune', 'ols'],
  tasks: ['penguins', 'a <teacher>'],
  scores: [
    score('penguins', 'search', 0.4321, [0, 1]),
    score('penguins', 'direct_prune', 0.5),
    score('penguins', 'ols', 0.1),
    score('a <teacher>', 'search', 0.7),
    score('a <teacher>', 'direct_prune', 0.3),
  ],
  together: [0.5432, 0.7],
  level_with_all: 1,
  duels: [
    {
      rival: 'direct_prune',
      tasks: 2,
      wins: 1,
      ties: 0,
      losses: 1,
      median_difference: 0.166,
      p: 0.25,
    },
    { rival: 'ols', tasks: 1, wins: 1, ties: 0, losses: 0, median_difference: 0.33, p: 1 },
  ],
};
const networks: RunNetwork[] = [
  { nonzeros: 3, r2: 0.9, mpe: 12 },
  { nonzeros: 9, r2: 0.5, mpe: 11 },
  { nonzeros: 20, r2: 1 - 1e-9, mpe: 0.01 },
  { nonzeros: 30, r2: null, mpe: null },
  { nonzeros: 400, r2: 1, mpe: 0 },
];
const runs = contest.scores.map(
  ({ task, method }): Run => ({ task, method, seed: 0, seconds: 60.2, networks }),
);
const page: ContestPage = { title: 'Who & who', contest, runs };

describe('the tables of a contest', () => {
  it('show every mean, the spread where there are seeds, and the best of a task', () => {
    const { header, rows } = scoreRows(contest);
    expect(header).to.deep.equal(['task', 'search', 'direct_prune', 'ols', 'all together']);
    expect(rows.map(({ cells }) => cells)).to.deep.equal([
      ['penguins', '0.432 (0.422..0.452)', '+0.500', '0.100', '0.543'],
      ['a <teacher>', '+0.700', '0.300', '–', '0.700'],
      // The tasks that all did.
      ['mean of 1', '0.432', '0.500', '0.100', '0.543'],
    ]);
    const both = scoreRows({ ...contest, methods: ['search', 'direct_prune'] });
    expect(both.rows.at(-1)?.cells).to.deep.equal(['mean of 2', '0.566', '0.400', '0.622']);
    const none = scoreRows({ ...contest, methods: ['search', 'ols'], tasks: ['a <teacher>'] });
    expect(none.rows).to.have.length(1);
  });

  it('show wins, ties, losses and the test of each duel, in the terminal too', () => {
    expect(duelRows(contest).rows[0]?.cells).to.deep.equal([
      'direct_prune',
      '2',
      '1',
      '0',
      '1',
      '+0.166',
      '0.25',
    ]);
    const text = contestText(contest);
    expect(text).to.match(/direct_prune +2 +1 +0 +1 +\+0\.166 +0\.25/);
    expect(text).to.match(/penguins +0\.432 \(0\.422\.\.0\.452\) +\+0\.500 +0\.100 +0\.543/);
    expect(text).to.contain('search is within 1 % of all runs together on 1 of 2 tasks.');
  });
});

describe('the page of a contest', () => {
  it('says who stands where against the hardest rival, and fetches nothing', async () => {
    const html = await renderContestPage(page);
    expect(html).to.contain(
      'Against its hardest rival, search is ahead of direct_prune on 1 of 2 tasks, level on 0, behind on 1 (p = 0.25).',
    );
    expect(html).to.contain('ahead on 60 % against 1 of 2 rivals (ols)');
    expect(html).to.contain('within 1 % of all runs together on 1 of 2 tasks.');
    expect(html).to.contain('Who &amp; who').and.not.contain('<teacher>');
    expect(html).to.not.match(/(src|href)="|@import|<script/);
  });

  it('says otherwise where the numbers do', async () => {
    const lost = {
      ...contest,
      duels: [{ ...contest.duels[0], wins: 0, losses: 2 } as Contest['duels'][number]],
    };
    const html = await renderContestPage({ ...page, contest: lost });
    expect(html).to.contain('ahead of direct_prune on 0 of 2 tasks, level on 0, behind on 2');
    expect(html).to.contain('ahead on 60 % against 0 of 1 rival.');
  });

  it('draws a front a run and task, inside the box, each point with its numbers', async () => {
    const html = await renderContestPage(page);
    expect(html.match(/<figure id="task-/g)).to.have.length(2);
    expect(html).to.contain('search, seed 0: 20 non-zero weights, FVU 1.00e-8, MPE 0.0100 %');
    // Worse than a smaller one on test rows, not finite, or larger than the box: it reaches nothing new.
    for (const size of ['9 non', '30 non', '400 non']) expect(html).to.not.contain(`seed 0: ${size}`);
    const points = html.match(/: 3 non-zero weights/g);
    expect(points).to.have.length(5);
  });
});
