import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { predict } from '../../../export/predict.ts';
import { readNetwork } from '../../../export/read.ts';
import { checkFront } from '../../../schema/schemas.ts';
import type { Front, NetworkFile } from '../../../schema/types.ts';
import { Road, SPACE } from '../road.ts';

const SEARCH =
  '{ seed: 3, steps: 400, folds: { starts: 2, dense_steps: 30, steps: 6, refit_steps: 4, size_ratio: 0.6, drawn: [{ depth: 1, neurons: 4, linear: false, decay: evidence }] } }';

/** A search over folds on a file, without a space. */
const pipeline = (file: string, search = SEARCH) => `
stages:
  table: { op: table, with: { file: ${JSON.stringify(file)}, target: y } }
  search: { op: search, deps: { table: table }, with: ${search} }
`;

/** Rows [a, b, y]: y bends in a, and b hardly matters; numbers that are exact in binary. */
const rows = Array.from({ length: 60 }, (_, i): number[] => {
  const [a, b] = [Math.fround(Math.sin(3.1 * i)), Math.fround(Math.cos(1.7 * i + 0.3))];
  const noise = 0.1 * Math.sin(12.9 * i * i);
  return [a, b, Math.fround(Math.tanh(4 * a) + 0.1 * b + noise)];
});
const text = (header: string, table: readonly (readonly number[])[]) =>
  `${header}\n${table.map((row) => row.join(',')).join('\n')}\n`;

interface Found {
  readonly front: Front;
  readonly chosen: NetworkFile;
  readonly notices: readonly string[];
}

describe('a search over folds', () => {
  const road = new Road();
  before(async function () {
    this.timeout(60_000);
    await road.open();
  });
  after(() => road.close());

  let files = 0;
  async function find(
    header: string,
    table: readonly (readonly number[])[],
    search?: string,
  ): Promise<Found> {
    files += 1;
    const before = road.events.length;
    const file = road.file(`table${files}.csv`, text(header, table));
    const { artifacts } = await road.run(pipeline(file, search));
    const folder = artifacts.search ?? '';
    const front: Front = JSON.parse(readFileSync(join(folder, 'front.json'), 'utf8'));
    const notices = road.events
      .slice(before)
      .flatMap((event) => (event.kind === 'stage-notice' ? [event.text] : []));
    return { front, chosen: JSON.parse(readFileSync(join(folder, 'chosen.json'), 'utf8')), notices };
  }

  it('hands out a front by its schema, whose files say what its rows say', async () => {
    const { front, chosen } = await find('a,b,y', rows);
    expect(checkFront(front)).to.deep.equal({ ok: true, value: front });
    expect(front.selection?.by).to.equal('folds');
    expect(front.selection?.with_hidden).to.be.above(0);
    expect(front.networks[front.chosen]?.nonzeros).to.equal(chosen.nonzeros);
    expect(readNetwork(JSON.stringify(chosen)).ok).to.equal(true);
    expect(front.selection?.noise).to.be.within(0.03, 0.2);
    expect(chosen.interval?.half_width).to.be.within(0.05, 0.5);
  }).timeout(60_000);

  it('no network has more numbers than a third of the rows', async () => {
    const { front } = await find('a,b,y', rows.slice(0, 20));
    for (const { nonzeros } of front.networks) expect(nonzeros).to.be.at.most(Math.floor(16 / 3));
  }).timeout(60_000);

  it('one row that is wildly off neither stops it nor decides', async () => {
    const wild = rows.map(([a, b, y], i): number[] => [a ?? 0, b ?? 0, i === 7 ? 1e38 : (y ?? 0)]);
    const { chosen } = await find('a,b,y', wild);
    const answers = predict(chosen, Float64Array.from([0.9, 0, -0.9, 0]));
    expect(answers[0]).to.be.within(0.6, 1.4);
    expect(answers[1]).to.be.within(-1.4, -0.6);
  }).timeout(60_000);

  it('no network spikes to meet a row that is off by some hundred deviations', async () => {
    const three = Array.from({ length: 60 }, (_, i): number[] => {
      const [a, b, c] = [Math.sin(3.1 * i), Math.cos(1.7 * i + 0.3), Math.sin(0.7 * i + 2)].map(Math.fround);
      return [
        a ?? 0,
        b ?? 0,
        c ?? 0,
        i === 20 ? 100 : (a ?? 0) * (b ?? 0) + (c ?? 0) + 0.03 * Math.sin(12.9 * i * i),
      ];
    });
    const { chosen } = await find('a,b,c,y', three, '{ seed: 0, steps: 3000 }');
    for (const [a = 0, b = 0, c = 0] of three)
      expect(Math.abs((predict(chosen, Float64Array.of(a, b, c))[0] ?? 0) - (a * b + c))).to.be.below(0.2);
  }).timeout(120_000);

  it('the order of the rows does not matter', async () => {
    const [one, other] = [await find('a,b,y', rows), await find('a,b,y', rows.toReversed())];
    expect(other.chosen.layers).to.deep.equal(one.chosen.layers);
    expect(other.front.networks.map(({ validation }) => validation)).to.deep.equal(
      one.front.networks.map(({ validation }) => validation),
    );
  }).timeout(60_000);

  it('says where it had no time for more than straight lines', async () => {
    const { front, notices } = await find('a,b,y', rows, '{ steps: 2 }');
    expect(front.selection).to.include({ with_hidden: 0, rule: 'line' });
    expect(front.selection?.reason).to.match(/^a straight line: the search brought no network with hidden/);
    expect(notices.join()).to.match(/steps \(--steps\) were too few for networks with hidden neurons/);
  }).timeout(60_000);

  it('a column that never changes changes nothing', async () => {
    const [one, other] = [
      await find('a,b,y', rows),
      await find(
        'a,c,b,y',
        rows.map(([a = 0, b = 0, y = 0]) => [a, 7, b, y]),
      ),
    ];
    expect(other.notices.join()).to.match(/"c" is the same in every row/);
    expect(other.front.networks.map(({ nonzeros, test }) => ({ nonzeros, test }))).to.deep.equal(
      one.front.networks.map(({ nonzeros, test }) => ({ nonzeros, test })),
    );
    expect(other.chosen.inputs.map(({ name }) => name)).to.deep.equal(['a', 'b']);
  }).timeout(60_000);

  it('units change nothing but the scaling', async () => {
    const [one, other] = [
      await find('a,b,y', rows),
      await find(
        'a,b,y',
        rows.map(([a = 0, b = 0, y = 0]) => [a * 1024, b / 8, y * 4]),
      ),
    ];
    expect(other.chosen.layers).to.deep.equal(one.chosen.layers);
    expect(other.chosen.outputs[0]?.scale).to.equal(4 * (one.chosen.outputs[0]?.scale ?? 0));
  }).timeout(60_000);

  it('chooses the line where the target is one, by as many numbers as it has inputs', async () => {
    const { front, chosen } = await find(
      'a,b,y',
      rows.map(([a = 0, b = 0], i) => [a, b, 3 * a - 2 * b + 5 + 0.01 * Math.sin(7 * i)]),
    );
    expect(front.selection?.rule).to.equal('line');
    expect(chosen.nonzeros).to.equal(2);
    expect(front.networks[front.chosen]?.test.r2).to.be.above(0.999);
  }).timeout(60_000);

  it('chooses the constant where the inputs tell nothing', async () => {
    const { chosen } = await find(
      'a,b,y',
      rows.map(([a = 0, b = 0], i) => [a, b, Math.sin(99.7 * i * i)]),
    );
    expect(chosen.nonzeros).to.equal(0);
  }).timeout(60_000);

  it('one wild row does not decide, and is named', async () => {
    const wild = rows.map(([a = 0, b = 0, y = 0], i) => [a, b, i === 30 ? 1e6 : y]);
    const { chosen, notices } = await find('a,b,y', wild);
    expect(notices.join())
      .to.match(/this row alone/)
      .and.match(/Huber/);
    const others = rows.filter((_, i) => i !== 30);
    const predicted = predict(chosen, Float64Array.from(others.flatMap(([a = 0, b = 0]) => [a, b])));
    const errors = others.map(([, , y = 0], i) => Math.abs((predicted[i] ?? Number.NaN) - y));
    expect(Math.max(...errors)).to.be.below(0.8);
  }).timeout(60_000);

  it('takes part of a latent space where one is given that fits', async () => {
    const file = road.file('with space.csv', text('a,b,y', rows));
    const { artifacts } = await road.run(
      `vars: { networks: 512 }\nstages:${SPACE}
  table: { op: table, with: { file: ${JSON.stringify(file)}, target: y } }
  search:
    op: search
    deps: { space: space, table: table }
    with: { steps: 200, folds: { lines: false, drawn: [], latent: [{ depth: 1, decay: evidence }], starts: 2, draws: 8, dense_steps: 20, steps: 5 } }
`,
    );
    const front: Front = JSON.parse(readFileSync(join(artifacts.search ?? '', 'front.json'), 'utf8'));
    expect(front.networks.every(({ depth }) => depth === 1)).to.equal(true);
    expect(front.networks[front.chosen]?.test.r2).to.be.above(0.5);
  }).timeout(60_000);

  it('goes by folds, too, where rows are more than the plan has and no space fits', async () => {
    const { front } = await find('a,b,y', rows, '{ steps: 400, folds: { plan: [] } }');
    expect(front.selection).to.include({ by: 'folds', folds: 5, repeats: 1 });
    expect(front.selection?.reason).to.include('left-out rows (1 x 5 folds)');
    expect(front.networks[front.chosen]?.test.r2).to.be.above(0.5);
  }).timeout(60_000);

  it('needs a space where columns are not scaled', async () => {
    const { outcome } = await road.run(
      pipeline(road.file('many.csv', text('a,b,y', rows)), '{ scaling: none }'),
    );
    expect(outcome).to.equal('failed');
  }).timeout(60_000);
});
