import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { predict } from '../../../export/predict.ts';
import { type CompressOptions, compressInto } from '../../../fit/compress.ts';
import { FitError } from '../../../fit/fit.ts';
import { type Kernel, startKernel } from '../../../kernel/index.ts';
import { checkFront, checkNetwork } from '../../../schema/schemas.ts';
import type { NetworkFile } from '../../../schema/types.ts';
import type { Compressed } from '../../../stages/compress/compressed.ts';
import { encodeSafetensors } from '../../../tensors/safetensors.ts';
import { float32 } from '../../../tensors/tensor.ts';

/** Weights of a number that nobody would guess; the same every time. */
const noise = (i: number) => Math.sin(12.9898 * (i + 1)) * 0.8;

interface Given {
  readonly labels?: readonly string[];
  readonly outputs?: number;
  readonly copies?: number;
}

/** A network whose hidden neurons are two tanh neurons, again and again: a fraction of it computes the same. */
function wasteful({ labels, outputs = 1, copies = 4 }: Given = {}): NetworkFile {
  const rows = [
    [1.1, -0.7, 0],
    [0.4, 0.9, 0.2],
  ];
  const hidden = Array.from({ length: copies }, () => rows).flat();
  const last = Array.from({ length: outputs }, (_, o) =>
    hidden.map((_, j) => (noise(2 * o + (j % 2)) * 2) / copies),
  );
  const names = labels && labels.length > 2 ? labels : Array.from({ length: outputs }, (_, o) => `y${o + 1}`);
  return {
    format: 2,
    task: labels ? 'classification' : 'regression',
    ...(labels ? { target: 'kind', labels: [...labels] } : {}),
    columns: ['a', 'b', 'c'].map((name) => ({ name, kind: 'number', fill: null, levels: null })),
    inputs: ['a', 'b', 'c'].map((name, column) => {
      return { name, column, takes: 'value', level: null, offset: 1, scale: 2, range: [-3, 5] };
    }),
    outputs: names.map((name) => ({ name, offset: 4, scale: 10 })),
    layers: [
      { weights: hidden, bias: hidden.map((_, j) => 0.3 - (j % 2)), activations: hidden.map(() => 'tanh') },
      { weights: last, bias: last.map(() => 0), activations: last.map(() => 'linear') },
    ],
    nonzeros: 6 * copies - copies + 0 + outputs * 2 * copies + 0,
    provenance: {},
  };
}

/** nonzeros as the layers have them. */
function counted(network: NetworkFile): NetworkFile {
  const count = (values: readonly number[]) => values.filter((value) => value !== 0).length;
  const nonzeros = network.layers.reduce(
    (sum, { weights, bias }) => sum + count(weights.flat()) + count(bias ?? []),
    0,
  );
  return { ...network, nonzeros };
}

describe('op compress', () => {
  let kernel: Kernel;
  const folder = mkdtempSync(join(tmpdir(), 'swat compress '));
  before(async function () {
    this.timeout(60_000);
    kernel = await startKernel({ device: 'cpu', threads: 1 });
  });
  after(async () => {
    await kernel.close();
    rmSync(folder, { recursive: true });
  });

  let count = 0;
  function written(network: NetworkFile): string {
    const file = join(folder, `network${++count}.json`);
    writeFileSync(file, JSON.stringify(counted(network)));
    return file;
  }

  async function compressed(options: CompressOptions) {
    const out = join(folder, `out${++count}`);
    await compressInto(out, { steps: 120, rows: 400, ...options }, {}, kernel);
    const read = (name: string) => JSON.parse(readFileSync(join(out, name), 'utf8'));
    const front = read('front.json');
    const chosen: NetworkFile = read('chosen.json');
    expect(checkFront(front)).to.deep.equal({ ok: true, value: front });
    expect(checkNetwork(chosen)).to.deep.equal({ ok: true, value: chosen });
    return { out, front, chosen, said: read('compressed.json') as Compressed };
  }

  it('finds the few neurons that compute the same, and proves it on points that the search has not seen', async () => {
    const given = wasteful();
    const { chosen, said, front } = await compressed({ network: written(given) });
    expect(said.is_smaller).to.equal(true);
    expect(chosen.nonzeros).to.be.at.most(said.given.nonzeros / 2);
    expect(said.proof.relative).to.be.at.most(0.01);
    expect(front.networks[front.chosen].nonzeros).to.equal(chosen.nonzeros);
    // The same on points of the test's own.
    const x = Float64Array.from({ length: 3 * 500 }, (_, i) => 1 + 4 * Math.sin(i * i + 0.5));
    const [right, got] = [predict(counted(given), x), predict(chosen, x)];
    const mean = right.reduce((sum, value) => sum + value, 0) / 500;
    const variance = right.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 500;
    const square = right.reduce((sum, value, i) => sum + (value - (got[i] as number)) ** 2, 0) / 500;
    expect(Math.sqrt(square / variance)).to.be.below(0.02);
  }).timeout(60_000);

  it('by steps makes the same bytes again', async () => {
    const network = written(wasteful());
    const [one, other] = [await compressed({ network, steps: 40 }), await compressed({ network, steps: 40 })];
    for (const name of ['front.json', 'chosen.json', 'compressed.json']) {
      expect(readFileSync(join(one.out, name), 'utf8')).to.equal(readFileSync(join(other.out, name), 'utf8'));
    }
  }).timeout(60_000);

  it('keeps probabilities of two and of three classes, and their names', async () => {
    for (const [labels, outputs] of [
      [['no', 'yes'], 1],
      [['high', 'low', 'middle'], 3],
    ] as const) {
      const given = { ...wasteful({ labels, outputs }) };
      const scaled = given.outputs.map((output) => ({ ...output, offset: 0.2, scale: 3 }));
      const { chosen, said } = await compressed({ network: written({ ...given, outputs: scaled }) });
      expect(chosen.labels).to.deep.equal(labels);
      expect(chosen.nonzeros).to.be.below(0.7 * said.given.nonzeros);
      expect(said.proof.relative).to.be.at.most(0.02);
      expect(said.proof.same_label).to.be.above(0.97);
    }
  }).timeout(60_000);

  it('keeps several numbers, each within the tolerance', async () => {
    const { said, chosen } = await compressed({ network: written(wasteful({ outputs: 2 })), within: 0.03 });
    expect(said.proof.outputs.map(({ name }) => name)).to.deep.equal(['y1', 'y2']);
    expect(said.proof.relative).to.be.at.most(0.03);
    expect(chosen.nonzeros).to.be.below(0.7 * said.given.nonzeros);
  }).timeout(60_000);

  it('measures by the range of the answers on all rows, where the tolerance is a share of it', async () => {
    const network = written(wasteful());
    const [spread, range] = [
      await compressed({ network, within: '4%', steps: 30 }),
      await compressed({ network, within: '4% of range', steps: 30 }),
    ];
    expect([spread.said.of, range.said.of]).to.deep.equal(['deviation', 'range']);
    expect([spread.said.within, range.said.within]).to.deep.equal([0.04, 0.04]);
    for (const { said } of [spread, range]) {
      const [output] = said.proof.outputs;
      if (!output) throw new Error('there is one output');
      expect(output.range).to.be.above(2 * output.deviation);
      expect(said.proof.relative).to.be.closeTo(output.rms / output[said.of], 1e-12);
    }
    // A range is several standard deviations: fewer numbers are within a share of it.
    expect(range.said.found.nonzeros).to.be.at.most(spread.said.found.nonzeros);
    expect(range.front.selection.reason).to.contain('within 4 % of the range of what');
    expect(readFileSync(join(range.out, 'report.html'), 'utf8')).to.contain(
      'of their range (root mean square)',
    );
  }).timeout(60_000);

  it('takes a table of rows, and proves by rows of it alone', async () => {
    const table = join(folder, 'rows.csv');
    const lines = Array.from({ length: 100 }, (_, i) =>
      [0, 1, 2].map((k) => 1 + 3 * noise(3 * i + k)).join(','),
    );
    writeFileSync(table, `c,a,b\n${lines.join('\n')}\n`);
    const { said } = await compressed({ network: written(wasteful()), table });
    expect(said.proof.rows).to.equal(20);
    expect(said.is_smaller).to.equal(true);
  }).timeout(60_000);

  it('takes a torch.nn.Sequential wider than a search can be, by its best neurons', async () => {
    const [wide, file] = [40, join(folder, 'net.safetensors')];
    const { layers } = wasteful({ copies: wide / 2 });
    const flat = (k: number) => Float32Array.from(layers[k]?.weights.flat() ?? []);
    const tensors = { '0.weight': float32(flat(0), wide, 3), '2.weight': float32(flat(1), 1, wide) };
    writeFileSync(file, encodeSafetensors({ tensors, metadata: {} }));
    const { chosen, said } = await compressed({ network: file, activation: 'tanh', domain: 'x3=0..1,-2..2' });
    expect(said.given.neurons).to.deep.equal([wide]);
    expect(chosen.nonzeros).to.be.at.most(20);
    expect(said.proof.relative).to.be.at.most(0.01);
  }).timeout(60_000);

  it('is refused in a sentence where network, rows or domain do not serve, and leaves nothing', async () => {
    const network = written(wasteful());
    const line = {
      ...wasteful(),
      layers: [{ weights: [[1, 2, 3]], bias: null, activations: ['linear' as const] }],
    };
    const unknown = wasteful();
    const ranges = unknown.inputs.map(({ range: _, ...input }) => input);
    const few = join(folder, 'few.csv');
    writeFileSync(few, 'a,b,c\n1,2,3\n2,3,4\n');
    const refusals: [CompressOptions, RegExp][] = [
      [{ network: join(folder, 'none.json') }, /there is no network file/],
      [{ network: few }, /is not a network of swat: not JSON/],
      [{ network: written(line) }, /has no hidden layer/],
      [{ network: written({ ...unknown, inputs: ranges }) }, /nothing says where a lies/],
      [{ network, domain: 'q=1..2' }, /no input column of numbers q; there are a, b, c/],
      [{ network, domain: '2..1' }, /expected LOW..HIGH or COLUMN=LOW..HIGH, got 2..1/],
      [{ network, within: '150%' }, /at most 100 %, got 150%/],
      [{ network, table: few }, /has 2 different rows without gaps; at least 25/],
      [{ network, table: few, domain: '0..1' }, /give one of the two/],
    ];
    for (const [options, message] of refusals) {
      const out = join(folder, 'refused');
      const error = await compressInto(out, options, {}, kernel).catch((thrown: unknown) => thrown);
      expect(String(error)).to.match(message);
      expect(existsSync(out)).to.equal(false);
    }
    for (const within of [2, '1% of nothing', 'a lot']) {
      const wrong = await compressInto(join(folder, 'refused'), { network, within }).catch((error) => error);
      expect(wrong).to.be.instanceOf(FitError);
      const [complaint] = (wrong as FitError).complaints;
      if (typeof within === 'string')
        expect(complaint?.message).to.contain('to be a string such as 1%, 0.01 or 1% of range, got');
    }
  });
});
