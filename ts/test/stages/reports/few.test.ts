import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { r2 } from '../../../export/measure.ts';
import type { FewRow } from '../../../report/few/rows.ts';
import type { Front } from '../../../schema/types.ts';
import { readJson } from '../../../stages/results.ts';
import { partRows } from '../../../stages/search/front.ts';
import { readSplitTable } from '../../../stages/tables/table.ts';
import { Road } from '../road.ts';

const json = <T>(folder: string | undefined, file: string): T => readJson(folder ?? '', file);

const pipeline = (ours: string) => `stages:
  bent: { op: function, with: { name: bent, rows: 40, test_rows: 200, noise: 0.1, seed: 3 } }
  baselines: { op: baselines, deps: { table: bent }, with: { methods: [ridge, constant, extra_trees] } }
  search-on-functions:
    op: search
    matrix: { seed: [3] }
    deps: { table: bent }
    with: { steps: 40 }
  report: { op: few_report, deps: { baselines: baselines, fronts: search-on-functions }, with: { title: Few, ours: ${ours} } }
`;

describe('baselines and the report on few rows', () => {
  const road = new Road();
  before(async function () {
    this.timeout(60_000);
    await road.open();
  });
  after(() => road.close());

  it('have a row for every method, with its score on the test rows, and a page', async () => {
    const { artifacts, outcome } = await road.run(pipeline('search'));
    expect(outcome, JSON.stringify(road.events.at(-1))).to.equal('done');
    const { card, y, part } = readSplitTable(artifacts.bent ?? '');
    const fitted = json<FewRow[]>(artifacts.baselines, 'baselines.json');
    const about = { table: card.table, rows: 40, inputs: 3, noise: 0.1, seed: 3 };
    expect(fitted.map(({ method, kind, nonzeros }) => [method, kind, nonzeros])).to.deep.equal([
      ['ridge', 'baseline', 3],
      ['constant', 'baseline', 0],
      ['extra_trees', 'baseline', null],
    ]);
    for (const row of fitted) expect(row).to.include(about);
    expect(fitted[0]?.score).to.be.within(0.9, 1);
    const mean = y.filter((_, row) => part[row] === 0).reduce((sum, value) => sum + value / 40, 0);
    const truth = partRows(readSplitTable(artifacts.bent ?? '')).test.y;
    expect(fitted[1]?.score).to.be.closeTo(r2({ prediction: truth.map(() => mean), truth }), 1e-9);

    const [ours, ...others] = json<FewRow[]>(artifacts.report, 'few.json');
    const front = json<Front>(artifacts['search-on-functions@3'], 'front.json');
    const chosen = front.networks[front.chosen];
    expect(ours).to.include({
      ...about,
      method: 'search',
      kind: 'search',
      score: chosen?.test.r2,
      nonzeros: chosen?.nonzeros,
      seconds: front.seconds,
    });
    expect(others).to.deep.equal(fitted);
    expect(readFileSync(join(artifacts.report ?? '', 'few.html'), 'utf8')).to.contain('<title>Few</title>');
    const { text } = json<{ text: string }>(artifacts.report, 'results.json');
    expect(text)
      .to.match(/^Few\n/)
      .and.to.match(/1\.05 × ridge’s +95 % of runs/);
  }).timeout(120_000);

  it('are refused where ours is no search among them', async () => {
    expect((await road.run(pipeline('mine'))).outcome).to.equal('failed');
    expect(JSON.stringify(road.events)).to.contain(
      'no front is of the method `mine`: `ours` is one of search',
    );
  }).timeout(60_000);
});
