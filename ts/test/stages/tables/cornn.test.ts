import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Job } from '../../../config/pipeline.ts';
import { readPipeline } from '../../../config/read.ts';
import { cornnFunctions } from '../../../data/cornn/rows.ts';
import type { CornnRow } from '../../../report/cornn/rows.ts';
import { pipelineSchema } from '../../../schema/schemas.ts';
import type { Front } from '../../../schema/types.ts';
import { cornnTable } from '../../../stages/tables/cornn.ts';
import { cornnGolden } from '../../data/cornn-golden.ts';
import { Road } from '../road.ts';

const json = <T>(folder: string | undefined, file: string): T =>
  JSON.parse(readFileSync(join(folder ?? '', file), 'utf8'));

async function jobsOf(settings: Record<string, string>): Promise<readonly Job[]> {
  const result = await readPipeline('pipelines/cornn.yaml', settings);
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.pipeline.jobs;
}

describe('a table of CORNN', () => {
  it('exists for every name of the schema, and for no other', () => {
    const { $defs } = pipelineSchema as unknown as {
      $defs: { cornn_parameters: { properties: { name: { enum: string[] } } } };
    };
    expect($defs.cornn_parameters.properties.name.enum).to.have.members(Object.keys(cornnFunctions));
  });

  it("has the benchmark's test rows, and a validation part of its training rows, another for another seed", () => {
    const table = (seed: number) => cornnTable({ name: 'leon', validation_rows: 750, seed });
    const { card, part, x, y } = table(0);
    expect(card.rows).to.deep.equal({ read: 5000, dropped: 0, train: 3000, validation: 750, test: 1250 });
    const counts = [0, 1, 2].map((which) => part.filter((each) => each === which).length);
    expect(counts).to.deep.equal([3000, 750, 1250]);
    expect([...part.subarray(3750)]).to.deep.equal(Array(1250).fill(2));
    expect(table(1).part).to.not.deep.equal(part);
    expect([table(1).x, table(1).y]).to.deep.equal([x, y]);
  });
});

describe('the pipeline of CORNN', () => {
  const count = (jobs: readonly Job[], op: Job['op']) => jobs.filter((job) => job.op === op).length;

  it('has a table, a search and three rivals for every function, on one thread', async () => {
    const jobs = await jobsOf({});
    const counts = (['cornn', 'search', 'rival'] as const).map((op) => count(jobs, op));
    expect(counts).to.deep.equal([54, 54, 162]);
    const names = jobs.flatMap((job) => (job.op === 'cornn' ? [job.with.name] : []));
    expect(new Set(names).size).to.equal(54);
    expect(jobs.at(-1)?.deps.fronts).to.have.length(216);
  });

  it('goes without scikit-learn', async () => {
    const jobs = await jobsOf({ rivals: '[direct_prune, finish_only]' });
    expect(count(jobs, 'rival')).to.equal(108);
  });
});

describe('the report on CORNN', () => {
  const road = new Road();
  const pipeline = (ours: string) => `stages:
  table: { op: cornn, matrix: { name: [leon, sphere] }, with: { name: "\${item.name}" } }
  rival: { op: rival, matrix: { kind: [ols, constant], name: [leon, sphere] }, deps: { table: "table@\${item.name}" }, with: { kind: "\${item.kind}" } }
  report: { op: cornn_report, deps: { tables: table, fronts: rival }, with: { title: Planes, ours: ${ours} } }
`;
  before(async function () {
    this.timeout(60_000);
    await road.open();
  });
  after(() => road.close());

  it('has a row for every front and polynomial, and a page', async () => {
    const { artifacts, outcome } = await road.run(pipeline('ols'));
    expect(outcome, JSON.stringify(road.events.at(-1))).to.equal('done');
    const rows = json<CornnRow[]>(artifacts.report, 'cornn.json').filter((row) => row.function === 'Leon');
    expect(rows.map(({ method, nonzeros }) => [method, nonzeros])).to.deep.equal([
      ['ols', 3],
      ['constant', 0],
      ['constant', 0],
      ['linear', 3],
      ['quadratic', 6],
      ['quartic', 15],
    ]);
    const { test } = json<Front>(artifacts['rival@ols-leon'], 'front.json').networks[0] ?? {};
    expect(rows[0]).to.include({ mse: test?.mse, r2: test?.r2, seed: 0 });
    rows.slice(2).forEach(({ mse }, i) => {
      expect(mse).to.be.closeTo(cornnGolden.Leon?.[i] ?? 0, 5.1e-5);
    });
    expect(rows[5]?.hypervolume).to.be.greaterThan(rows[4]?.hypervolume ?? 1);
    expect(readFileSync(join(artifacts.report ?? '', 'cornn.html'), 'utf8')).to.contain(
      '<title>Planes</title>',
    );
    expect(json<{ text: string }>(artifacts.report, 'results.json').text).to.match(/^Planes\nFigures/);
  }).timeout(120_000);

  it('is refused where ours is no method among the fronts', async () => {
    expect((await road.run(pipeline('mine'))).outcome).to.equal('failed');
    expect(JSON.stringify(road.events)).to.contain('no front is of the method `mine`');
  }).timeout(60_000);
});
