import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DepthFront } from '../../../export/front.ts';
import { predict } from '../../../export/predict.ts';
import { readNetwork } from '../../../export/read.ts';
import { checkFront } from '../../../schema/schemas.ts';
import type { Front, FrontNetwork } from '../../../schema/types.ts';
import { readJson } from '../../../stages/results.ts';
import type { AboutSearch } from '../../../stages/search/about.ts';
import { readTeacher } from '../../../stages/tables/teacher.ts';
import { readNumbers } from '../../numbers.ts';
import { predictInKernel } from '../predict-in-kernel.ts';
import { Road, SPACE, tableText } from '../road.ts';

/** A search by steps on the table of tableText; `search` changes its parameters. */
function pipeline(file: string, { inputs = 'null', scaling = 'fit', seed = 0 } = {}): string {
  const search = `{ steps: 60, seed: ${seed}, scaling: ${scaling}, folds: { plan: [] }, latent: { starts: 6 }, finish: { networks: 6 } }`;
  return `vars: { networks: 2048 }
stages:${SPACE}
  table: { op: table, with: { file: ${JSON.stringify(file)}, target: y, inputs: ${inputs} } }
  untrained: { op: search, deps: { space: space, table: table }, with: { untrained: true, steps: 20, folds: { plan: [] }, latent: { starts: 4 } } }
  search: { op: search, deps: { space: space, table: table, untrained: untrained }, with: ${search} }
  report: { op: report, deps: { search: search, table: table, space: space, untrained: untrained } }
`;
}

function frontOf(folder = ''): Front {
  return JSON.parse(readFileSync(join(folder, 'front.json'), 'utf8'));
}

function networkTexts(folder = ''): string[] {
  return readdirSync(join(folder, 'networks')).map((name) =>
    readFileSync(join(folder, 'networks', name), 'utf8'),
  );
}

/** Whether another network has no more non-zeros and no greater validation error. */
function beats(all: readonly FrontNetwork[], { nonzeros, validation, file }: FrontNetwork): boolean {
  return all.some(
    (other) =>
      other.file !== file &&
      other.nonzeros <= nonzeros &&
      (other.validation.mse ?? Infinity) <= (validation.mse ?? Infinity),
  );
}

describe('a search', () => {
  const road = new Road();
  let file = '';
  before(async function () {
    this.timeout(60_000);
    await road.open();
    file = road.file('my table.csv', tableText(300));
  });
  after(() => road.close());

  it('writes a front by its schema, whose files say what its rows say', async () => {
    const { artifacts } = await road.run(pipeline(file));
    const front = frontOf(artifacts.search);
    expect(checkFront(front)).to.deep.equal({ ok: true, value: front });
    expect(front.steps).to.equal(60);
    expect(front.baselines.untrained).to.not.equal(null);
    for (const network of front.networks) {
      const read = readNetwork(readFileSync(join(artifacts.search ?? '', network.file), 'utf8'));
      expect(read.ok && read.value.nonzeros).to.equal(network.nonzeros);
    }
  }).timeout(60_000);

  it('writes the front of each depth by itself, of which the front of all is the Pareto set', async () => {
    const { artifacts } = await road.run(pipeline(file));
    const folder = artifacts.search ?? '';
    const depths: DepthFront[] = JSON.parse(readFileSync(join(folder, 'depths.json'), 'utf8'));
    const { networks } = frontOf(folder);
    expect(depths.map(({ depth }) => depth)).to.deep.equal([1, 2]);
    const all = depths.flatMap((front) => front.networks);
    for (const { depth, networks: own, chosen } of depths) {
      expect(own.every((network) => network.depth === depth)).to.equal(true);
      expect(checkFront({ ...frontOf(folder), networks: own, chosen }).ok).to.equal(true);
      expect(own[chosen]).to.not.equal(undefined);
      expect(own.filter((network) => beats(own, network))).to.deep.equal([]);
    }
    expect(networks).to.deep.equal(
      all.filter((network) => !beats(all, network)).sort((a, b) => a.nonzeros - b.nonzeros),
    );
    const files = readdirSync(join(folder, 'networks')).map((name) => `networks/${name}`);
    expect(files).to.have.members(all.map((network) => network.file));
  }).timeout(60_000);

  it('says of what space, table and budget it is', async () => {
    const { artifacts } = await road.run(pipeline(file));
    const about = readJson<AboutSearch>(artifacts.search ?? '', 'about.json');
    const { seconds = 0 } = readJson<Front>(artifacts.search ?? '', 'front.json');
    expect(seconds).to.be.above(0);
    expect(about.search).to.deep.equal({
      preset: 'swat',
      seed: 0,
      steps: 60,
      seconds,
      alpha: [0.0003, 0.001, 0.003],
      starts: 6,
      threshold_gradient: 'whole',
      untrained: false,
    });
    expect(about.space).to.include({ preset: 'quickstart', family: 'sigmoid', networks: 2048 });
    expect(about.table).to.deep.include({ table: 'my table', inputs: ['a', 'b', 'c'] });
    expect(about.teacher).to.equal(null);
    const other = JSON.parse(readFileSync(join(artifacts.untrained ?? '', 'about.json'), 'utf8'));
    expect(other.search).to.include({ untrained: true, steps: 20, starts: 4 });
  }).timeout(60_000);

  it("on a teacher's table names the teacher, whose network fits the rows as they are", async () => {
    const { artifacts } = await road.run(`vars: { networks: 2048 }
stages:${SPACE}
  teacher: { op: teacher, with: { space: { min_width: 2, max_width: 4 }, depth: 2, rows: 100 } }
  search: { op: search, deps: { space: space, table: teacher }, with: { steps: 40, scaling: none, latent: { starts: 4 } } }
`);
    const about: AboutSearch = JSON.parse(readFileSync(join(artifacts.search ?? '', 'about.json'), 'utf8'));
    expect(about.teacher).to.deep.equal(readTeacher(artifacts.teacher ?? ''));
    expect(about.teacher?.depth).to.equal(2);
    expect(frontOf(artifacts.search).task).to.equal(about.table.table);
  }).timeout(60_000);

  it('by the preset paper finds one network a depth: the hard one of the last step', async () => {
    const text = (steps: number) => `vars: { networks: 2048 }
stages:${SPACE}
  table: { op: table, with: { file: ${JSON.stringify(file)}, target: y } }
  search: { op: search, deps: { space: space, table: table }, with: { preset: paper, steps: ${steps}, latent: { evaluate_every: 7 } } }
`;
    const depthsAfter = async (steps: number): Promise<DepthFront[]> => {
      const { artifacts } = await road.run(text(steps));
      return JSON.parse(readFileSync(join(artifacts.search ?? '', 'depths.json'), 'utf8'));
    };
    const [early, late] = [await depthsAfter(7), await depthsAfter(16)];
    for (const depths of [early, late]) {
      expect(depths.map(({ depth, networks }) => [depth, networks.length])).to.deep.equal([
        [1, 1],
        [2, 1],
      ]);
    }
    expect(late[0]?.networks[0]?.validation).to.not.deep.equal(early[0]?.networks[0]?.validation);
  }).timeout(60_000);

  it('gives byte-identical networks for the same seed and steps, and others for another seed', async () => {
    const first = await road.run(pipeline(file));
    const texts = networkTexts(first.artifacts.search);
    const other = await road.run(pipeline(file, { seed: 1 }));
    expect(networkTexts(other.artifacts.search)).to.not.deep.equal(texts);
    const again = new Road();
    await again.open();
    try {
      const second = await again.run(pipeline(again.file('my table.csv', tableText(300))));
      expect(networkTexts(second.artifacts.search)).to.deep.equal(texts);
    } finally {
      await again.close();
    }
  }).timeout(120_000);

  it("chooses by validation alone and measures in the table's units", async () => {
    const { artifacts } = await road.run(pipeline(file));
    const { networks, chosen, baselines } = frontOf(artifacts.search);
    const errors = networks.map(({ validation }) => validation.mse ?? Number.NaN);
    expect(errors).to.deep.equal([...errors].sort((a, b) => b - a));
    expect(chosen).to.be.lessThan(networks.length);
    const { y } = readNumbers(file, 'y', ['a', 'b', 'c']);
    const spread = y.reduce((sum, value) => sum + value ** 2, 0) / y.length;
    expect(baselines.constant.test.mse).to.be.within(spread / 3, spread * 3);
  }).timeout(60_000);

  it('takes a table of fewer inputs, whose networks have just these', async () => {
    const { artifacts } = await road.run(pipeline(file, { inputs: '[a, c]' }));
    const front = frontOf(artifacts.search);
    for (const { file: name, nonzeros } of front.networks) {
      const read = readNetwork(readFileSync(join(artifacts.search ?? '', name), 'utf8'));
      if (!read.ok) throw new Error(name);
      expect(read.value.inputs.map((input) => input.name)).to.deep.equal(['a', 'c']);
      expect(read.value.nonzeros).to.equal(nonzeros);
    }
  }).timeout(60_000);

  it('without scaling hands out the networks as they are', async () => {
    const { artifacts } = await road.run(pipeline(file, { scaling: 'none' }));
    for (const text of networkTexts(artifacts.search)) {
      const { inputs, outputs } = JSON.parse(text);
      expect([...inputs, ...outputs].map(({ offset, scale }) => [offset, scale])).to.deep.equal(
        Array(4).fill([0, 1]),
      );
    }
  }).timeout(60_000);

  it('leaves predictions to TypeScript that agree with the kernel to 1e-5 of the largest output', async () => {
    const { artifacts } = await road.run(pipeline(file));
    const front = frontOf(artifacts.search);
    const table = readNumbers(file, 'y', ['a', 'b', 'c']);
    for (const { file: name } of front.networks) {
      const read = readNetwork(readFileSync(join(artifacts.search ?? '', name), 'utf8'));
      if (!read.ok) throw new Error(name);
      // A constant has no hidden layer, and the kernel no such depth.
      if (read.value.layers.length === 1) continue;
      const ours = predict(read.value, table.x);
      const kernels = await predictInKernel(road.kernel, read.value, table.x);
      const largest = Math.max(...ours.map(Math.abs));
      const farthest = Math.max(...ours.map((value, row) => Math.abs(value - (kernels[row] ?? Number.NaN))));
      expect(farthest).to.be.at.most(1e-5 * largest);
    }
  }).timeout(60_000);

  it('searches a table with more inputs than the space without it, and says so', async () => {
    const wide = road.file(
      'wide.csv',
      tableText(40)
        .replaceAll(/^([^,]+),/gm, (_, cell: string, at: number) => `${cell},${(at * at) % 97},`)
        .replace(/^a,\d+,/, 'a,d,'),
    );
    const result = await road.run(pipeline(wide).replace('target: y,', 'target: y, max_inputs: null,'));
    expect(result.outcome).to.equal('done');
    const said = road.events.flatMap((event) => (event.kind === 'stage-notice' ? [event.text] : []));
    expect(said.join('\n')).to.match(
      /the space has networks of 3 inputs, fewer than the table: it has no part/,
    );
  }).timeout(60_000);
});
