import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { plainColumns } from '../../../export/columns.ts';
import { c } from '../../../export/forms/c.ts';
import { C99, REALS } from '../../../export/forms/c-dialect.ts';
import { predict } from '../../../export/predict.ts';
import { programOf } from '../../../export/program.ts';
import { readNetwork } from '../../../export/read.ts';
import { writeNetwork } from '../../../export/write.ts';
import { generate } from '../../../mlp/generate.ts';
import type { Space } from '../../../mlp/space.ts';
import type { NetworkFile } from '../../../schema/types.ts';
import { PAPER } from '../../mlp/spaces.ts';
import { plainNetwork } from '../plain-network.ts';
import { compileAndRun, importJavascript, runC } from './compile.ts';

/** Names that would end a comment or a string early, were they written as they are. */
const NAMES = ['a" b\n', '*/ \\', '\u2028// é'];
const ROWS = 40;

const base: Space = { ...PAPER, weight_range: 3, depths: [1, 2, 4] };
const SPACES: Record<string, Space> = {
  'sigmoid networks': base,
  'leaky ReLU networks with biases': { ...base, activations: ['leaky_relu'], bias: true },
  'networks of every activation, with sigmoid output': {
    ...base,
    activations: ['sigmoid', 'tanh', 'leaky_relu', 'linear'],
    output_activation: 'sigmoid',
    bias: true,
  },
  'linear networks of many dead links': { ...base, activations: ['linear'], drop_rates: [95] },
};

function fileOf(space: Space, index: number): NetworkFile {
  const inputs = NAMES.map((name, i) => ({
    name,
    offset: [0, -3.7, 120.25][i] ?? 0,
    scale: [1, 0.6, 7.25][i] ?? 1,
  }));
  const output = { name: NAMES[1] ?? '', offset: -1.5, scale: 20.5 };
  const text = writeNetwork(generate(space, 'source', index), space, plainColumns(inputs, output), {});
  const checked = readNetwork(text);
  if (!checked.ok) throw new Error(JSON.stringify(checked.complaints));
  return checked.value;
}

/** Rows [ROWS, 3] in the columns' units, within two and a half of their scales. */
function rowsFor({ inputs }: NetworkFile): Float64Array {
  return Float64Array.from({ length: ROWS * inputs.length }, (_, place) => {
    const { offset = 0, scale = 1 } = inputs[place % inputs.length] ?? {};
    return Math.fround(offset + scale * 2.5 * Math.sin(place));
  });
}

function rowsOf({ inputs }: NetworkFile, rows: Float64Array): Float64Array[] {
  const width = inputs.length;
  return Array.from({ length: rows.length / width }, (_, row) =>
    rows.subarray(row * width, (row + 1) * width),
  );
}

/** A network that answers `value`, whatever it sees. */
function constant(value: number): NetworkFile {
  const inputs = [{ name: 'a', offset: 1, scale: 2 }];
  const layers = [{ weights: [[0]], bias: null, activations: ['linear' as const] }];
  return plainNetwork(inputs, { name: 'y', offset: value, scale: 3 }, layers);
}

describe('a network of numbers as source', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat source '));
  after(() => rmSync(folder, { recursive: true }));

  async function answersInJavascript(file: NetworkFile, rows: Float64Array): Promise<number[]> {
    const module = await importJavascript(file);
    expect(module.inputs).to.deep.equal(file.inputs.map((column) => column.name));
    expect(module.output).to.equal(file.outputs[0]?.name);
    return rowsOf(file, rows).map((row): number => module.predict(row));
  }

  function answersInC(file: NetworkFile, rows: Float64Array): number[] {
    const [answers = []] = runC(folder, [{ file, rows: rowsOf(file, rows).map((row) => Array.from(row)) }]);
    return answers.map(([answer]) => answer ?? Number.NaN);
  }

  for (const [what, space] of Object.entries(SPACES)) {
    it(`gives the very numbers of predict in JavaScript: ${what}`, async () => {
      for (let index = 0; index < 20; index++) {
        const file = fileOf(space, index);
        const rows = rowsFor(file);
        const answers = await answersInJavascript(file, rows);
        expect(answers).to.deep.equal(Array.from(predict(file, rows)));
      }
    });

    it(`compiles without a warning and gives them in single precision in C: ${what}`, () => {
      for (let index = 0; index < 4; index++) {
        const file = fileOf(space, index);
        const rows = rowsFor(file);
        const answers = answersInC(file, rows);
        const expected = predict(file, rows);
        const size = Math.max(...expected.map(Math.abs));
        expect(answers).to.have.length(ROWS);
        answers.forEach((answer, row) => {
          expect(answer).to.be.closeTo(expected[row] ?? Number.NaN, 1e-5 * size);
        });
      }
    }).timeout(60_000);
  }

  it('is a constant where no link is left', async () => {
    expect(answersInC(constant(5), Float64Array.of(7, 8))).to.deep.equal([5, 5]);
    expect(await answersInJavascript(constant(5), Float64Array.of(7, 8))).to.deep.equal([5, 5]);
  });

  it('keeps what matters of values far from zero and of tiny and huge scales', async () => {
    const columns: [number, number][] = [
      [1.7e9, 450],
      [1e6, 0.3],
      [-4e15, 20],
      [0, 1e-50],
      [1e300, 1e298],
    ];
    for (const [offset, scale] of columns) {
      const file = plainNetwork([{ name: 'a', offset, scale }], { name: 'y', offset, scale }, [
        { weights: [[3], [-2]], bias: [0.5, 0.25], activations: ['sigmoid', 'tanh'] },
        { weights: [[2, 1.5]], bias: [-0.5], activations: ['linear'] },
      ]);
      const rows = Float64Array.from({ length: 50 }, (_, row) => offset + scale * (row / 25 - 1));
      const expected = predict(file, rows);
      const answers = answersInC(file, rows);
      expected.forEach((value, row) => {
        expect(Math.abs((answers[row] ?? Number.NaN) - value) / scale).to.be.at.most(1e-6);
      });
      expect(await answersInJavascript(file, rows)).to.deep.equal(Array.from(expected));
    }
  }).timeout(60_000);

  it('goes with others into one program, in files of their own or in one', () => {
    const space = SPACES['networks of every activation, with sigmoid output'] as Space;
    const files = [fileOf(space, 1), fileOf(space, 2)];
    const sources = files.map((file, i) =>
      c(programOf(file), { name: `mass_${i}`, examples: null }, REALS.float, C99),
    );
    const main = `#include <stdio.h>
int main(void) {
  const double x[3] = {1.0, 2.0, 3.0};
  printf("%.17g %.17g", mass_0(x), mass_1(x));
  return 0;
}
`;
    const declared = sources.map((source) => /^\/\/ {3}(double.*;)$/m.exec(source)?.[1]).join('\n');
    const compile = (texts: readonly string[]) => compileAndRun(folder, texts);
    const answers = compile([...sources, `${declared}\n${main}`]);
    expect(compile([[...sources, main].join('\n')])).to.equal(answers);
    answers.split(' ').forEach((answer, i) => {
      const expected = predict(files[i] as NetworkFile, Float64Array.of(1, 2, 3))[0] as number;
      expect(Number(answer)).to.be.closeTo(expected, 1e-5 * Math.abs(expected));
    });
  }).timeout(60_000);

  it('has the name that it is given in JavaScript too', async () => {
    expect((await importJavascript(constant(5), 'mass')).mass([1])).to.equal(5);
  });

  it('refuses numbers that no float of C holds', () => {
    const layers: NetworkFile['layers'] = [{ weights: [[1e39]], bias: null, activations: ['leaky_relu'] }];
    const large = { ...constant(1), layers, nonzeros: 1, leaky_slope: 0.1 };
    expect(() => c(programOf(large), { name: 'predict', examples: null }, REALS.float, C99)).to.throw(
      RangeError,
      'does not fit into a float of C',
    );
    const steep = { ...large, layers: [{ ...layers[0]!, weights: [[1]] }], leaky_slope: 1e-50 };
    expect(() => c(programOf(steep), { name: 'predict', examples: null }, REALS.float, C99)).to.throw(
      RangeError,
      '1e-50',
    );
  });
});
