import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parsePipeline } from '../../../config/read.ts';
import { predictFormula } from '../../../export/formula.ts';
import { predict } from '../../../export/predict.ts';
import { readNetwork } from '../../../export/read.ts';
import { checkFormula, checkFront } from '../../../schema/schemas.ts';
import type { FormulaFile, Front, FrontNetwork } from '../../../schema/types.ts';
import type { AboutRival } from '../../../stages/rivals/rival.ts';
import { partRows } from '../../../stages/search/front.ts';
import { readSplitTable } from '../../../stages/tables/table.ts';
import { Road, tableText } from '../road.ts';

/** A space of small networks whose autoencoder nobody needs. */
const SPACE = `
  space:
    op: train
    with:
      space: { depths: [1, 2], min_width: 2, max_width: 4 }
      autoencoder: { kind: principal, latent: 8, hidden: 16, decoder_blocks: 1, head_blocks: 0, probes_per_input: 3, measured_networks: 200 }
      training: { networks: 0, grid: 3, grid_values: even }
`;
const HUNTERS = ['random_search', 'finish_only', 'direct_prune'] as const;
const OTHERS = ['constant', 'ols', 'polynomial', 'sklearn_mlp'] as const;

/** Small settings of every kind; `steps` and `seed` decide what is found. */
function withOf(kind: string, { seed = 0, scaling = 'fit', steps = 60 } = {}): string {
  const finish = '{ networks: 6, rounds: 5 }';
  const settings = [
    'random_search: { networks: 64 }',
    `finish_only: { drawn: { networks: 64 }, cycle_steps: 30, finish: ${finish} }`,
    'direct_prune: { starts: 4, attempt_steps: 30, rounds: 4 }',
    'sklearn_mlp: { widths: [1, 3], depths: [1], activations: [tanh, leaky_relu], iterations: 50 }',
    'polynomial: { terms: 20, dictionary: 40 }',
  ];
  const count = kind === 'sklearn_mlp' ? 4 : kind === 'random_search' ? 3 : steps;
  return `{ kind: ${kind}, seed: ${seed}, scaling: ${scaling}, steps: ${count}, ${settings.join(', ')} }`;
}

function pipeline(file: string, stages: Record<string, string>): string {
  const rivals = Object.entries(stages).map(
    ([name, parameters]) =>
      `  ${name}: { op: rival, deps: { space: space, table: table }, with: ${parameters} }`,
  );
  return `stages:${SPACE}
  table: { op: table, with: { file: ${JSON.stringify(file)}, target: y } }
${rivals.join('\n')}
`;
}

function frontOf(folder = ''): Front {
  return JSON.parse(readFileSync(join(folder, 'front.json'), 'utf8'));
}

/** The file behind a row of a front, as a function, and its own count. */
function modelOf(folder: string, { file }: FrontNetwork) {
  const text = readFileSync(join(folder, file), 'utf8');
  if (file.startsWith('formulas/')) {
    const checked = checkFormula(JSON.parse(text));
    if (!checked.ok) throw new Error(JSON.stringify(checked.complaints));
    const { value } = checked;
    return { nonzeros: value.terms.length, of: (x: Float64Array) => predictFormula(value, x) };
  }
  const read = readNetwork(text);
  if (!read.ok) throw new Error(JSON.stringify(read.complaints));
  return { nonzeros: read.value.nonzeros, of: (x: Float64Array) => predict(read.value, x) };
}

function meanSquare(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value - (b[i] ?? Number.NaN)) ** 2, 0) / a.length;
}

describe('a rival', () => {
  const road = new Road();
  let file = '';
  before(async function () {
    this.timeout(60_000);
    await road.open();
    file = road.file('table.csv', tableText(300));
  });
  after(() => road.close());

  it('writes a front by its schema, and files that give its sizes and its errors on the test rows', async () => {
    const stages = Object.fromEntries([...HUNTERS, ...OTHERS].map((kind) => [kind, withOf(kind)]));
    const { artifacts } = await road.run(pipeline(file, stages));
    const { test } = partRows(readSplitTable(artifacts.table ?? ''));
    for (const kind of [...HUNTERS, ...OTHERS]) {
      const folder = artifacts[kind] ?? '';
      const front = frontOf(folder);
      expect(checkFront(front), kind).to.deep.equal({ ok: true, value: front });
      for (const network of front.networks) {
        const model = modelOf(folder, network);
        expect(model.nonzeros, kind).to.equal(network.nonzeros);
        expect(meanSquare(model.of(test.x), test.y)).to.be.closeTo(network.test.mse ?? Number.NaN, 1e-12);
      }
      const about: AboutRival = JSON.parse(readFileSync(join(folder, 'about.json'), 'utf8'));
      expect(about.rival.kind).to.equal(kind);
      expect(about.space === null).to.equal(!(HUNTERS as readonly string[]).includes(kind));
    }
  }).timeout(120_000);

  it('finds the same for the same seed and steps, and something else for another seed', async () => {
    const text = (name: string, seed: number) =>
      pipeline(name, Object.fromEntries(HUNTERS.map((kind) => [kind, withOf(kind, { seed })])));
    const found = (artifacts: Readonly<Record<string, string>>) =>
      HUNTERS.map((kind) => JSON.stringify({ ...frontOf(artifacts[kind]), seconds: 0, seed: 0 }));
    const first = found((await road.run(text(file, 0))).artifacts);
    const another = found((await road.run(text(file, 1))).artifacts);
    HUNTERS.forEach((kind, i) => {
      expect(another[i], kind).to.not.equal(first[i]);
    });
    const again = new Road();
    await again.open();
    try {
      const copy = again.file('table.csv', tableText(300));
      expect(found((await again.run(text(copy, 0))).artifacts)).to.deep.equal(first);
    } finally {
      await again.close();
    }
  }).timeout(120_000);

  it('of kind ols is least squares, and of kind constant needs no number where the target is scaled', async () => {
    const stages = {
      ols: withOf('ols'),
      constant: withOf('constant'),
      unscaled: withOf('constant', { scaling: 'none' }),
    };
    const { artifacts } = await road.run(pipeline(file, stages));
    const [ols] = frontOf(artifacts.ols).networks;
    const { baselines } = frontOf(artifacts.ols);
    expect(ols?.nonzeros).to.equal(4);
    expect(ols?.test.mse).to.be.closeTo(baselines.ols?.test.mse ?? Number.NaN, 1e-6);
    const [constant] = frontOf(artifacts.constant).networks;
    expect(constant?.nonzeros).to.equal(0);
    expect(constant?.test.mse).to.be.closeTo(baselines.constant.test.mse ?? Number.NaN, 1e-9);
    expect(frontOf(artifacts.unscaled).networks[0]?.nonzeros).to.equal(1);
  }).timeout(60_000);

  it('of kind polynomial finds the polynomial that made the table, term for term', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => {
      const [a, b] = [Math.sin(i), Math.sin(2.3 * i + 1)] as const;
      return `${a},${b},${3 - 2 * a * b ** 3 + 0.5 * a ** 2}`;
    });
    const made = road.file('polynomial.csv', `a,b,y\n${rows.join('\n')}\n`);
    const { artifacts } = await road.run(pipeline(made, { p: withOf('polynomial', { scaling: 'none' }) }));
    const folder = artifacts.p ?? '';
    const exact = frontOf(folder).networks.find(({ test }) => (test.mse ?? 1) < 1e-12);
    expect(exact?.nonzeros).to.equal(3);
    const formula: FormulaFile = JSON.parse(readFileSync(join(folder, exact?.file ?? ''), 'utf8'));
    expect(formula.basis).to.equal('power');
    const byExponents = new Map(
      formula.terms.map(({ exponents, coefficient }) => [exponents.join(), coefficient]),
    );
    expect(byExponents.get('0,0')).to.be.closeTo(3, 1e-5);
    expect(byExponents.get('1,3')).to.be.closeTo(-2, 1e-5);
    expect(byExponents.get('2,0')).to.be.closeTo(0.5, 1e-5);
  }).timeout(60_000);

  it('that finds networks of a space is refused without one, and where the space is too narrow', async () => {
    const text = pipeline(file, { prune: withOf('direct_prune') }).replace('space: space, ', '');
    const parsed = parsePipeline('p.yaml', text, {});
    const sentences = parsed.ok ? [] : parsed.errors.map(({ message }) => message);
    expect(sentences).to.deep.equal([
      'expected `deps` to have `space`, a `train` stage: `direct_prune` finds networks of a space',
    ]);
    const wide = 'a,b,c,d,y\n1,2,3,4,5\n2,3,4,5,7\n';
    const four = road.file('wide.csv', wide.concat('3,4,5,6,8\n'.repeat(10)));
    const refused = pipeline(four, { prune: withOf('direct_prune') }).replace(
      'target: y',
      'target: y, max_inputs: 4',
    );
    const result = await road.run(refused);
    expect(result.outcome).to.equal('failed');
    expect(JSON.stringify(road.events.at(-1))).to.not.contain('bug');
    expect(JSON.stringify(road.events)).to.contain('has 4 input columns (a, b, c, d)');
  }).timeout(60_000);
});
