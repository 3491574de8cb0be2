import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parsePipeline } from '../../../config/read.ts';
import { hypervolume } from '../../../contest/hypervolume.ts';
import type { Contest } from '../../../report/contest.ts';
import type { Front } from '../../../schema/types.ts';
import { Road, tableText } from '../road.ts';

function pipeline(file: string, fronts: string, extra = ''): string {
  return `stages:
  table: { op: table, with: { file: ${JSON.stringify(file)}, target: y } }
  lines: { op: rival, matrix: { kind: [constant, ols] }, deps: { table: table }, with: { kind: "\${item.kind}" } }
  curve: { op: rival, deps: { table: table }, with: { kind: polynomial, seed: 0, polynomial: { terms: 8 } } }
  twin: { op: rival, deps: { table: table }, with: { kind: polynomial, seed: 0, polynomial: { terms: 9 } } }
  other: { op: rival, deps: { table: table }, with: { kind: polynomial, seed: 1, polynomial: { terms: 8 } } }
  compare: { op: compare, deps: { fronts: ${fronts} }, with: { title: Who ${extra} } }
`;
}

const json = <T>(folder: string | undefined, file: string): T =>
  JSON.parse(readFileSync(join(folder ?? '', file), 'utf8'));

describe('a comparison', () => {
  const road = new Road();
  let file = '';
  before(async function () {
    this.timeout(60_000);
    await road.open();
    file = road.file('table.csv', tableText(120));
  });
  after(() => road.close());

  it('of several methods has their hypervolumes on test rows, by kind, and a page', async () => {
    const { artifacts } = await road.run(pipeline(file, '[lines, curve, other]', ', ours: polynomial'));
    const contest = json<Contest>(artifacts.compare, 'contest.json');
    expect(contest.methods).to.deep.equal(['polynomial', 'constant', 'ols']);
    const [score] = contest.scores;
    const volumes = ['curve', 'other'].map((stage) =>
      hypervolume(
        json<Front>(artifacts[stage], 'front.json').networks.map(({ nonzeros, test }) => ({
          nonzeros,
          fvu: 1 - (test.r2 ?? Number.NaN),
        })),
      ),
    );
    expect(score?.mean).to.be.closeTo(((volumes[0] ?? 0) + (volumes[1] ?? 0)) / 2, 1e-12);
    expect(score?.mean).to.be.greaterThan(0.05);
    expect(score?.seeds).to.deep.equal([0, 1]);
    expect(contest.duels.map(({ wins, losses }) => [wins, losses])).to.deep.equal([
      [1, 0],
      [1, 0],
    ]);
    expect(readFileSync(join(artifacts.compare ?? '', 'contest.html'), 'utf8')).to.contain(
      '<svg xmlns="http://www.w3.org/2000/svg" class="plot"',
    );
    const { text } = json<{ text: string }>(artifacts.compare, 'results.json');
    expect(text)
      .to.match(/^Who\n/)
      .and.to.match(/constant +1 +1 +0 +0/);
  }).timeout(60_000);

  it('of one method is the table of chosen networks alone', async () => {
    const { artifacts } = await road.run(pipeline(file, '[curve, other]'));
    const { text, files } = json<{ text: string; files: object }>(artifacts.compare, 'results.json');
    expect(files).to.deep.equal({ rows: 'compare.json' });
    expect(text).to.contain('median of 2').and.not.to.contain('Hypervolume');
  }).timeout(60_000);

  it('of fronts is explained by an example that is a sound pipeline', () => {
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/contest.md', 'utf8')) ?? [];
    const parsed = parsePipeline('contest.yaml', example, {});
    expect(parsed.ok ? [] : parsed.errors).to.deep.equal([]);
    expect(parsed.ok && parsed.pipeline.jobs.at(-1)?.deps.fronts).to.have.length(9 + 18);
  });

  it('is refused where ours is not there, or two fronts are the same run', async () => {
    const failed = async (text: string) => {
      const result = await road.run(text);
      expect(result.outcome).to.equal('failed');
      return JSON.stringify(road.events);
    };
    expect(await failed(pipeline(file, '[lines, curve]'))).to.contain(
      'no front is of the method `search`: `ours` is one of constant, ols, polynomial',
    );
    expect(await failed(pipeline(file, '[lines, curve, twin]', ', ours: ols'))).to.contain(
      'curve and twin are both of the method polynomial on table with seed 0',
    );
  }).timeout(60_000);
});
