import { expect } from 'chai';
import fc from 'fast-check';
import { type Columns, classColumns, plainColumns, plainTreatment } from '../../export/columns.ts';
import { predict } from '../../export/predict.ts';
import { networkOf, readNetwork } from '../../export/read.ts';
import { shortest, writeNetwork } from '../../export/write.ts';
import { forward } from '../../mlp/forward.ts';
import { generate } from '../../mlp/generate.ts';
import type { Space } from '../../mlp/space.ts';
import { trim } from '../../mlp/trim.ts';
import type { NetworkFile } from '../../schema/types.ts';
import { anyNetwork, PAPER, RUNS } from '../mlp/spaces.ts';

const output = { name: 'y', offset: -3, scale: 2.5 };
const columns = (inputs: number): Columns =>
  plainColumns(
    Array.from({ length: inputs }, (_, i) => ({
      name: `x [${i}], "m"\n`,
      offset: 10 * i,
      scale: 0.1 + i,
    })),
    output,
  );

const write = (space: Space, index: number) =>
  writeNetwork(generate(space, 'export', index), space, columns(space.inputs), {
    task: 'test',
    seed: 1,
    depth: null,
  });

function read(text: string): NetworkFile {
  const checked = readNetwork(text);
  if (!checked.ok) throw new Error(JSON.stringify(checked.complaints));
  return checked.value;
}

/** The complaints about a file that was changed after it was written. */
function complaintsAfter(change: (file: NetworkFile) => void): string[] {
  const file = JSON.parse(write({ ...PAPER, activations: ['leaky_relu'] }, 4)) as NetworkFile;
  change(file);
  const checked = readNetwork(JSON.stringify(file));
  return checked.ok ? [] : checked.complaints.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const single = anyNetwork.map(([space, index]): [Space, number] => [{ ...space, outputs: 1 }, index]);

describe('export network.json', () => {
  it('is read back as the trimmed network, number for number', () => {
    fc.assert(
      fc.property(single, ([space, index]) => {
        const file = read(write(space, index));
        const { network, nonzeros } = trim(space, generate(space, 'export', index));
        const leaky = network.layers.some(({ activations }) => activations.includes('leaky_relu'));
        expect(networkOf(file)).to.deep.equal({ ...network, leaky_slope: leaky ? space.leaky_slope : 0 });
        expect(file.nonzeros).to.equal(nonzeros);
        expect(file.inputs).to.deep.equal(columns(space.inputs).inputs);
      }),
      { ...RUNS, numRuns: 100 },
    );
  });

  it('predicts what the whole network computes, in the units of its columns', () => {
    fc.assert(
      fc.property(single, ([space, index]) => {
        const { inputs } = columns(space.inputs);
        const x = Float64Array.from({ length: 3 * space.inputs }, (_, i) => Math.sin(i));
        const values = x.map((value, i) => {
          const { offset = 0, scale = 1 } = inputs[i % inputs.length] ?? {};
          return value * scale + offset;
        });
        const expected = forward(space, generate(space, 'export', index), x);
        predict(read(write(space, index)), values).forEach((value, i) => {
          expect(value).to.be.closeTo((expected[i] ?? Number.NaN) * output.scale + output.offset, 1e-9);
        });
      }),
      { ...RUNS, numRuns: 100 },
    );
  });

  it('is the same text, byte for byte, for the same network, whatever the order of its provenance', () => {
    const network = generate(PAPER, 'export', 2);
    const text = writeNetwork(network, PAPER, columns(3), { b: 1, a: 'x' });
    expect(writeNetwork(network, PAPER, columns(3), { a: 'x', b: 1 })).to.equal(text);
    expect(write(PAPER, 2)).to.equal(write(PAPER, 2));
    expect(write(PAPER, 3)).not.to.equal(write(PAPER, 2));
  });

  it('is laid out for people: a row of weights a line', () => {
    const space: Space = { ...PAPER, inputs: 1, depths: [1], min_width: 1, max_width: 1, drop_rates: [0] };
    const network = { ...generate(space, 'text', 0), weights: [Float32Array.of(0.1), Float32Array.of(-2.5)] };
    const text = writeNetwork(
      network,
      space,
      plainColumns([{ name: '[\n a ]', offset: 0, scale: 1 }], output),
      { seed: 1 },
    );
    expect(
      text
        .split('\n')
        .map((line) => line.trim())
        .join('\n'),
    ).to.include(
      '"layers": [\n{\n"weights": [\n[0.1]\n],\n"bias": null,\n"activations": ["sigmoid"]\n},\n{\n"weights": [\n[-2.5]\n],',
    );
    expect(read(text).inputs[0]?.name).to.equal('[\n a ]');
    expect(text.endsWith('}\n')).to.equal(true);
  });

  it('writes a float32 with the fewest digits that give it back', () => {
    expect([0.1, -2.5, 1 / 3, 16777216].map((value) => shortest(Math.fround(value)))).to.deep.equal([
      0.1, -2.5, 0.33333334, 16777216,
    ]);
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const written = shortest(value);
        expect(Math.fround(written)).to.equal(value);
        const digits = (number: number) => number.toExponential().replace(/e.*|[-.]/g, '').length;
        const fewer = Number(value.toPrecision(Math.max(1, digits(written) - 1)));
        if (digits(written) > 1) expect(Math.fround(fewer)).not.to.equal(value);
      }),
      RUNS,
    );
  });

  it('has the slope of leaky_relu where a neuron needs it, and only there', () => {
    expect(read(write({ ...PAPER, activations: ['leaky_relu'] }, 4)).leaky_slope).to.equal(0.01);
    expect(read(write(PAPER, 4))).not.to.have.property('leaky_slope');
  });

  it('holds the constant that a network may have become', () => {
    const network = generate(PAPER, 'export', 0, 2);
    const dead = { ...network, weights: network.weights.map((matrix) => matrix.map(() => 0)) };
    const file = read(writeNetwork(dead, PAPER, columns(3), {}));
    expect(file.layers).to.deep.equal([{ weights: [[0, 0, 0]], bias: null, activations: ['linear'] }]);
    expect(predict(file, Float64Array.of(1, 2, 3))).to.deep.equal(Float64Array.of(-3));
  });

  it('is refused where it is not JSON, not the format, or does not agree with itself', () => {
    const text = readNetwork('{');
    expect(text.ok ? '' : text.complaints[0]?.message).to.match(/^not JSON: /);
    for (const deep of ['['.repeat(1e5) + ']'.repeat(1e5), `${'{"a":'.repeat(1e4)}1${'}'.repeat(1e4)}`]) {
      const read = readNetwork(deep);
      expect(read.ok ? '' : read.complaints[0]?.message).to.equal('nested more than 100 levels deep');
    }
    const cases: [RegExp, (file: NetworkFile) => void][] = [
      [/^format: /, (file) => Object.assign(file, { format: 3 })],
      [/^: .*nonzeros/, (file) => Reflect.deleteProperty(file, 'nonzeros')],
      [/colour/, (file) => Object.assign(file, { colour: 'red' })],
      [/^outputs\.0\.scale: /, (file) => Object.assign(file.outputs[0] ?? {}, { scale: 0 })],
      [/^labels: expected in a classification/, (file) => Object.assign(file, { labels: ['no', 'yes'] })],
      [
        /^inputs\.1\.column: there is no column 7/,
        (file) => Object.assign(file.inputs[1] ?? {}, { column: 7 }),
      ],
      [
        /^inputs\.0\.takes: a number has no month/,
        (file) => Object.assign(file.inputs[0] ?? {}, { takes: 'month' }),
      ],
      [
        /^inputs\.0\.level: expected a level/,
        (file) => {
          Object.assign(file.columns[0] ?? {}, { kind: 'category', levels: ['a'] });
          Object.assign(file.inputs[0] ?? {}, { takes: 'level', level: 'b' });
        },
      ],
      [/^layers\.0\.weights\.0\.1: /, (file) => Object.assign(file.layers[0]?.weights[0] ?? [], { 1: null })],
      [/^layers\.0\.weights\.0: expected 3 numbers/, (file) => file.layers[0]?.weights[0]?.push(1)],
      [/^layers\.0\.activations: expected/, (file) => file.layers[0]?.activations.push('tanh')],
      [/^layers\.0\.bias: expected/, (file) => Object.assign(file.layers[0] ?? {}, { bias: [] })],
      [/^layers\.0\.weights: expected one output neuron/, (file) => file.layers.splice(1)],
      [/leaky_slope is missing/, (file) => Reflect.deleteProperty(file, 'leaky_slope')],
      [
        /^nonzeros: expected \d+, as the layers have$/,
        (file) => Object.assign(file, { nonzeros: file.nonzeros + 1 }),
      ],
    ];
    expect(complaintsAfter(() => undefined)).to.deep.equal([]);
    for (const [pattern, change] of cases) {
      const complaints = complaintsAfter(change);
      expect(
        complaints.some((line) => pattern.test(line)),
        `${pattern}: ${complaints.join('; ')}`,
      ).to.equal(true);
    }
  });

  it('cannot hold other columns than inputs and outputs, or numbers that are not finite', () => {
    const network = generate(PAPER, 'export', 0, 1);
    const wide: Space = { ...PAPER, outputs: 2 };
    expect(() => write(wide, 0)).to.throw(RangeError, '1 columns for a network of 2 outputs');
    expect(() => writeNetwork(network, PAPER, columns(2), {})).to.throw(RangeError, '2 columns');
    const broken = {
      ...network,
      weights: network.weights.map((matrix) => matrix.map((w) => w && Number.NaN)),
    };
    expect(() => writeNetwork(broken, PAPER, columns(3), {})).to.throw(RangeError, 'NaN at');
    expect(() => predict(read(write(PAPER, 0)), new Float64Array(4))).to.throw(RangeError, 'not rows of 3');
  });
});

describe('a file of format 1', () => {
  const first = {
    format: 1,
    inputs: [{ name: 'a', offset: 1, scale: 2, range: [0, 4] }],
    output: { name: 'y', offset: 10, scale: 3 },
    layers: [{ weights: [[0.5]], bias: null, activations: ['linear'] }],
    nonzeros: 1,
    provenance: {},
  };

  it('is still read, as columns of numbers', () => {
    const file = read(JSON.stringify(first));
    expect(file.columns).to.deep.equal([{ name: 'a', kind: 'number', fill: null, levels: null }]);
    expect(file.inputs[0]?.range).to.deep.equal([0, 4]);
    expect(predict(file, Float64Array.of(5))).to.deep.equal(Float64Array.of(13));
  });

  it('is refused where it is damaged', () => {
    for (const damage of [{ inputs: 'a' }, { inputs: [1] }, { output: undefined }, { nonzeros: 2 }]) {
      expect(readNetwork(JSON.stringify({ ...first, ...damage })).ok, JSON.stringify(damage)).to.equal(false);
    }
  });
});

describe('a classification', () => {
  it('answers probabilities: of two labels the second one, of more each', () => {
    const { features, columns: known } = plainTreatment(['a']);
    const scalings = [{ offset: 0, scale: 1 }];
    const about = { format: 2 as const, nonzeros: 1, provenance: {} };
    const output = (name: string) => ({ name, offset: 0, scale: 1 });
    const two: NetworkFile = {
      ...about,
      ...classColumns({ features, columns: known }, scalings, [output('y')], 'y', ['no', 'yes']),
      layers: [{ weights: [[1]], bias: null, activations: ['linear'] }],
    };
    expect(predict(two, Float64Array.of(0, 1000, -1000))).to.deep.equal(Float64Array.of(0.5, 1, 0));
    const labels = ['a', 'b', 'c'];
    const three: NetworkFile = {
      ...about,
      ...classColumns({ features, columns: known }, scalings, labels.map(output), 'y', labels),
      layers: [{ weights: [[0], [0], [1]], bias: null, activations: ['linear', 'linear', 'linear'] }],
    };
    const answers = predict(three, Float64Array.of(0, 1000, Math.log(2)));
    [1 / 3, 1 / 3, 1 / 3, 0, 0, 1, 1 / 4, 1 / 4, 1 / 2].forEach((value, place) => {
      expect(answers[place]).to.be.closeTo(value, 1e-12);
    });
  });
});
