import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { StageError } from '../../dag/operation.ts';
import { predict } from '../../export/predict.ts';
import { decode, distance, encode, interpolate, type LatentPoint, map, nearest } from '../../fit/latent.ts';
import { type Kernel, startKernel } from '../../kernel/index.ts';
import { evenGrid } from '../../mlp/grid.ts';
import type { NetworkFile } from '../../schema/types.ts';
import { pointText } from '../../stages/latent/point.ts';
import { drawnFile, spaceOf } from '../stages/latent/given.ts';

/** Euclidean. */
const apart = (a: LatentPoint, b: LatentPoint) =>
  Math.hypot(...a.z.map((value, i) => value - (b.z[i] ?? Number.NaN)));

/** What a network answers over its inputs' ranges. */
function answers(network: NetworkFile): Float64Array {
  const grid = Float64Array.from(evenGrid(network.inputs.length, 5));
  return predict(
    network,
    grid.map((value) => 3 + 2 * value),
  );
}

/** The sentence with which something is refused. */
async function refusal(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(StageError);
  return (error as StageError).message;
}

/** The network with the neurons of its first layer in another order; both sides, or what leads into them alone. */
function turned(network: NetworkFile, bothSides: boolean): NetworkFile {
  const [first, second, ...rest] = structuredClone(network.layers);
  if (!first || !second) throw new Error('a hidden layer is needed');
  first.weights.reverse();
  if (bothSides) for (const row of second.weights) row.reverse();
  return { ...network, layers: [first, second, ...rest] };
}

describe('a place in a latent space', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat latent '));
  let kernel: Kernel;
  before(async function () {
    this.timeout(60_000);
    kernel = await startKernel({ device: 'cpu', threads: 1 });
    // The first request waits for what Python still loads.
    await at(drawnFile('sigmoid', 3));
  });
  after(async () => {
    await kernel.close();
    rmSync(folder, { recursive: true });
  });
  const at = (network: NetworkFile | string, space = 'sigmoid') => encode(network, { space }, {}, kernel);

  it('is the same for the same function, and another for another', async () => {
    const network = drawnFile('sigmoid', 3);
    const [own, same, other] = await Promise.all(
      [network, turned(network, true), turned(network, false)].map((each) => at(each)),
    );
    if (!own || !same || !other) throw new Error('three networks have three points');
    expect(own.z).to.have.length(192);
    expect(own).to.deep.include({ inputs: network.inputs, outputs: network.outputs, of: 'the network' });
    expect(apart(own, same)).to.be.below(1e-4);
    expect(apart(own, other)).to.be.above(0.01);
  });

  it('is that of a network that has an unused input more', async () => {
    const network = drawnFile('sigmoid', 5, 2);
    const [first, ...rest] = network.layers;
    if (!first) throw new Error('a layer is needed');
    const name = 'idle';
    const wide: NetworkFile = {
      ...network,
      columns: [...network.columns, { name, kind: 'number', fill: null, levels: null }],
      inputs: [...network.inputs, { name, column: 2, takes: 'value', level: null, offset: 0, scale: 1 }],
      layers: [{ ...first, weights: first.weights.map((row) => [...row, 0]) }, ...rest],
    };
    const [narrow, padded] = [await at(network), await at(wide)];
    expect(padded.z).to.deep.equal(narrow.z);
    expect([narrow, padded].map(({ inputs }) => inputs.length)).to.deep.equal([2, 3]);
  });

  for (const name of ['sigmoid', 'leaky_relu']) {
    it(`decodes to a network that computes the same in the table's units (${name})`, async () => {
      const network = drawnFile(name, 8);
      const { network: decoded, depth, off } = await decode(await at(network, name), {}, {}, kernel);
      expect(decoded.layers.length).to.equal(depth + 1);
      const [given, found] = [answers(network), answers(decoded)];
      const mean = given.reduce((sum, value) => sum + value / given.length, 0);
      const error = found.reduce((sum, value, i) => sum + (value - (given[i] as number)) ** 2, 0);
      const spread = given.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      expect(error / spread).to.be.below(0.02);
      expect(off).to.be.closeTo(apart(await at(network, name), await at(decoded, name)), 1e-4);
    });
  }

  it('decodes to networks of the depth that is asked for, the best where none is', async () => {
    const point = await at(drawnFile('sigmoid', 8));
    const all = await Promise.all(
      spaceOf('sigmoid').depths.map((depth) => decode(point, { depth }, {}, kernel)),
    );
    expect(all.map(({ depth }) => depth)).to.deep.equal([1, 2, 3, 4]);
    const best = await decode(point, {}, {}, kernel);
    expect(best.off).to.equal(Math.min(...all.map(({ off }) => off)));
    expect(await refusal(decode(point, { depth: 5 }, {}, kernel))).to.match(/no depth 5, but 1, 2, 3, 4/);
  });

  it('is kept in a file, and known there by the space that it is of', async () => {
    const point = await at(drawnFile('sigmoid', 8));
    const file = join(folder, 'z.json');
    writeFileSync(file, pointText(point));
    const [read, own] = await Promise.all(
      [file, point].map((each) => decode(each, { depth: 1 }, {}, kernel)),
    );
    expect(read?.text).to.equal(own?.text);
    expect(await refusal(decode(point, { space: 'leaky_relu' }, {}, kernel))).to.contain('not of leaky_relu');
    writeFileSync(file, pointText({ ...point, inputs: [] }));
    expect(await refusal(decode(file, {}, {}, kernel))).to.match(/z\.json is not a point .*inputs/);
    writeFileSync(file, pointText({ ...point, z: point.z.slice(1) }));
    expect(await refusal(decode(file, {}, {}, kernel))).to.contain('191');
  });

  it('is refused to networks that do not fit, with the reason', async () => {
    const network = drawnFile('sigmoid', 8, 3, 1);
    const [hidden, last] = network.layers as [NetworkFile['layers'][number], NetworkFile['layers'][number]];
    const bent: NetworkFile = {
      ...network,
      layers: [{ ...hidden, activations: hidden.activations.map(() => 'tanh') }, last],
    };
    expect(await refusal(at(bent))).to.equal(
      'the network does not fit the space sigmoid: it has tanh neurons, networks of the space sigmoid',
    );
    const biased: NetworkFile = {
      ...network,
      layers: [{ ...hidden, bias: hidden.activations.map(() => 1) }, last],
    };
    expect(await refusal(at(biased))).to.contain('has biases');
    const copies = [hidden, hidden, hidden, hidden];
    const wide: NetworkFile = {
      ...network,
      layers: [
        {
          weights: copies.flatMap(({ weights }) => weights),
          bias: null,
          activations: copies.flatMap(({ activations }) => activations),
        },
        { ...last, weights: last.weights.map((row) => copies.flatMap(() => row)) },
      ],
    };
    expect(await refusal(at(wide))).to.match(/has \d+ neurons in a layer, networks of the space at most 7/);
    expect(await refusal(at(drawnFile('sigmoid', 0, 5)))).to.contain(
      'uses 5 inputs, networks of the space 3',
    );
    expect(await refusal(at(drawnFile('leaky_relu', 0)))).to.match(
      /has (leaky_relu neurons|a sigmoid output)/,
    );
    const classes: NetworkFile = { ...network, task: 'classification', target: 'k', labels: ['a', 'b'] };
    expect(await refusal(at(classes))).to.contain('tells classes');
    const line: NetworkFile = { ...network, layers: [{ ...last, weights: [[1, 0, 0]] }] };
    expect(await refusal(at(line))).to.contain('no hidden layer');
    expect(await refusal(encode(network, { space: 'nowhere' }, {}, kernel))).to.contain('table)');
  });

  describe('between networks', () => {
    it('has distances, nothing from a network to itself', async () => {
      const [a, b] = [drawnFile('sigmoid', 1), drawnFile('sigmoid', 2)];
      const between = (other: NetworkFile) =>
        distance(a, other, { space: 'sigmoid', networks: 200 }, {}, kernel);
      expect(await between(a)).to.include({ z: 0, function: 0, pairs: 1000, networks: 200, inputs: 3 });
      const found = await between(b);
      expect(found.z).to.be.closeTo(apart(await at(a), await at(b)), 1e-4);
      const [left, right] = [answers(a), answers(b)];
      const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value / values.length, 0);
      const variance = (values: Float64Array) => mean(values.map((value) => (value - mean(values)) ** 2));
      const squared = mean(left.map((value, i) => (value - (right[i] as number)) ** 2));
      // On a grid of 125 points, there on 500 drawn ones.
      const expected = Math.sqrt((2 * squared) / (variance(left) + variance(right)));
      expect(found.function / expected).to.be.within(0.85, 1.15);
      for (const share of Object.values(found.nearer)) expect(share).to.be.within(0.05, 1);
    });

    it('names the nearest of a folder, and what does not fit', async () => {
      const inner = join(folder, 'networks', 'deep');
      mkdirSync(inner, { recursive: true });
      const one = drawnFile('sigmoid', 1);
      const others = [2, 3, 4, 5, 6, 7].map((index) => drawnFile('sigmoid', index));
      others.forEach((network, i) => {
        writeFileSync(join(inner, `${i}.json`), JSON.stringify(network));
      });
      writeFileSync(join(inner, 'wide.json'), JSON.stringify(drawnFile('sigmoid', 0, 5)));
      writeFileSync(join(inner, 'front.json'), '{"networks": []}');
      const found = await nearest(one, join(folder, 'networks'), { space: 'sigmoid', count: 3 }, {}, kernel);
      expect(found).to.deep.include({ among: 6, misfits: 1 });
      expect(found.misfit).to.match(/wide\.json takes other columns/);
      const own = await at(one);
      const all = await Promise.all(
        others.map(async (network, i) => ({ i, z: apart(own, await at(network)) })),
      );
      all.sort((a, b) => a.z - b.z);
      expect(found.neighbours.map(({ name }) => name)).to.deep.equal(
        all.slice(0, 3).map(({ i }) => join(inner, `${i}.json`)),
      );
      found.neighbours.forEach(({ z }, i) => {
        expect(z).to.be.closeTo(all[i]?.z as number, 1e-4);
      });
    });

    it('finds the nearest random networks, none of which is nearer than it says', async () => {
      const one = drawnFile('sigmoid', 1, 2);
      const ask = (networks: number) =>
        nearest(one, 'generated', { space: 'sigmoid', networks, count: 4 }, {}, kernel);
      const [few, many] = [await ask(300), await ask(4000)];
      expect(few.neighbours).to.have.length(4);
      const own = await at(one);
      for (const { network, z } of [...few.neighbours, ...many.neighbours])
        expect(apart(own, await at(network))).to.be.closeTo(z, 1e-4);
      const distances = (found: typeof few) => found.neighbours.map(({ z }) => z);
      expect(distances(many)).to.deep.equal(distances(many).toSorted((a, b) => a - b));
      // The first 300 are among the 4,000.
      distances(few).forEach((z, i) => {
        expect(distances(many)[i]).to.be.at.most(z);
      });
      expect(await ask(300)).to.deep.equal(few);
    });
  });

  describe('on the way between two networks', () => {
    it('has networks that answer what lies between, beginning and ending with the two', async () => {
      const [a, b] = [drawnFile('sigmoid', 1, 2), drawnFile('sigmoid', 2, 2)];
      const { frames, ends, picture } = await interpolate(a, b, { space: 'sigmoid', frames: 3 }, {}, kernel);
      expect(frames.map(({ way }) => way)).to.deep.equal([0, 0.5, 1]);
      expect(picture.axes.map(({ name, least, greatest }) => [name, least, greatest])).to.deep.equal([
        ['a', 1, 5],
        ['b', 1, 5],
      ]);
      // Answers are linear in z where the output is.
      const mixed = (way: number) =>
        ends[0].map((value, i) => (1 - way) * value + way * (ends[1][i] as number));
      const spread = Math.max(...mixed(1).map((value, i) => Math.abs(value - (ends[0][i] as number))));
      for (const { way, answers: found } of frames) {
        const worst = Math.max(...mixed(way).map((value, i) => Math.abs(value - (found[i] as number))));
        expect(worst / spread, String(way)).to.be.below(0.05);
      }
    });

    it('is none where they take other columns', async () => {
      const pair = [drawnFile('sigmoid', 1, 2), drawnFile('sigmoid', 2, 3)] as const;
      expect(await refusal(interpolate(...pair, { space: 'sigmoid' }, {}, kernel))).to.contain(
        'other columns',
      );
    });
  });

  it('lies on a map along the directions in which random networks differ most', async () => {
    const found = await map([drawnFile('sigmoid', 1, 2)], { space: 'sigmoid', networks: 300 }, {}, kernel);
    const moments = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value / values.length, 0);
      return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0) };
    };
    const [x, y] = [moments(found.random.map((one) => one.x)), moments(found.random.map((one) => one.y))];
    expect(found.random).to.have.length(300);
    expect(Math.abs(x.mean) + Math.abs(y.mean)).to.be.below(1e-3);
    expect(y.variance / x.variance).to.be.closeTo(found.shares[1] / found.shares[0], 1e-3);
    expect(found.shares[0] + found.shares[1]).to.be.within(0.5, 1);
    expect(found.found).to.have.length(1);
    for (const { bend } of found.random) expect(bend).to.be.within(0, 1);
  });

  describe('where a space reads tables', () => {
    it('is that of a table of the answers, whatever the units', async () => {
      const network = drawnFile('table', 2, 3);
      const other: NetworkFile = {
        ...network,
        inputs: network.inputs.map((input) => ({ ...input, offset: 300, scale: 200, range: [100, 500] })),
        outputs: network.outputs.map((output) => ({ ...output, offset: -1, scale: 0.5 })),
      };
      const [own, moved] = [await at(network, 'table'), await at(other, 'table')];
      expect(apart(own, moved)).to.be.below(1e-2);
      expect(apart(own, await at(drawnFile('table', 4, 3), 'table'))).to.be.above(1);
      const { network: decoded } = await decode(own, {}, {}, kernel);
      const [truth, found] = [answers(network), answers(decoded)];
      const correlation = correlate(truth, found);
      expect(correlation).to.be.above(0.9);
    });

    it('takes a table itself, and decodes to a network for its columns', async () => {
      const rows = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(1.7 * i)] as const);
      const file = join(folder, 'table.csv');
      writeFileSync(file, `u,v,w\n${rows.map(([u, v]) => `${u},${v},${3 * u - v + 10}`).join('\n')}\n`);
      const point = await encode({ table: file, target: 'w' }, { space: 'table' }, {}, kernel);
      const { network } = await decode(point, { depth: 1 }, {}, kernel);
      expect(network.columns.map(({ name }) => name)).to.deep.equal(['u', 'v']);
      const said = predict(network, Float64Array.from(rows.flat()));
      const truth = Float64Array.from(rows, ([u, v]) => 3 * u - v + 10);
      expect(correlate(truth, said)).to.be.above(0.99);
      expect(
        await refusal(encode({ table: file, target: 'w' }, { space: 'sigmoid' }, {}, kernel)),
      ).to.contain('reads networks');
    });
  });
});

/** The coefficient of correlation. */
function correlate(a: Float64Array, b: Float64Array): number {
  const moved = (values: Float64Array) => {
    const mean = values.reduce((sum, value) => sum + value / values.length, 0);
    return values.map((value) => value - mean);
  };
  const product = (p: Float64Array, q: Float64Array) =>
    p.reduce((sum, value, i) => sum + value * (q[i] as number), 0);
  const [x, y] = [moved(a), moved(b)];
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}
