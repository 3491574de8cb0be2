import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { c } from '../../export/c.ts';
import { plainColumns } from '../../export/columns.ts';
import { javascript } from '../../export/javascript.ts';
import { predict } from '../../export/predict.ts';
import { readNetwork } from '../../export/read.ts';
import { sourceOf } from '../../export/source.ts';
import { writeNetwork } from '../../export/write.ts';
import { generate } from '../../mlp/generate.ts';
import type { Space } from '../../mlp/space.ts';
import type { NetworkFile } from '../../schema/types.ts';
import { PAPER } from '../mlp/spaces.ts';
import { plainNetwork } from './plain-network.ts';

/** Names that would end a comment or a string early, were they written as they are. */
const NAMES = ['a" b\n', '*/ \\', '\u2028// é'];
const ROWS = 40;

const STRICT = ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Wdouble-promotion', '-Wconversion', '-Werror'];

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

/** A network that answers `value`, whatever it sees. */
function constant(value: number): NetworkFile {
  const inputs = [{ name: 'a', offset: 1, scale: 2 }];
  const layers = [{ weights: [[0]], bias: null, activations: ['linear' as const] }];
  return plainNetwork(inputs, { name: 'y', offset: value, scale: 3 }, layers);
}

describe('a network as source', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat source '));
  after(() => rmSync(folder, { recursive: true }));

  async function runJavascript(name: string, file: NetworkFile, rows: Float64Array) {
    const path = join(folder, `${name}.mjs`);
    writeFileSync(path, sourceOf(file, javascript('predict')));
    const module = await import(pathToFileURL(path).href);
    expect(module.inputs).to.deep.equal(file.inputs.map((column) => column.name));
    expect(module.output).to.equal(file.outputs[0]?.name);
    const width = file.inputs.length;
    return Array.from({ length: rows.length / width }, (_, row): number =>
      module.predict(rows.subarray(row * width, (row + 1) * width)),
    );
  }

  /** Compiled without a warning, fed with the rows. */
  function runC(file: NetworkFile, rows: Float64Array): number[] {
    const width = file.inputs.length;
    writeFileSync(join(folder, 'network.c'), sourceOf(file, c('predict')));
    writeFileSync(
      join(folder, 'main.c'),
      `#include <stdio.h>
double predict(const double x[${width}]);
int main(void) {
  double x[${width}];
  while (1) {
    for (int i = 0; i < ${width}; i++) if (scanf("%lf", x + i) != 1) return 0;
    printf("%.17g\\n", predict(x));
  }
}
`,
    );
    const options = { cwd: folder, encoding: 'utf8' } as const;
    const words = [...STRICT, 'network.c', 'main.c', '-o', 'main', '-lm'];
    execFileSync(process.env.CC ?? 'cc', words, options);
    const answers = execFileSync(join(folder, 'main'), { ...options, input: rows.join(' ') });
    return answers.trim().split('\n').map(Number);
  }

  for (const [what, space] of Object.entries(SPACES)) {
    it(`gives the very numbers of predict in JavaScript: ${what}`, async () => {
      for (let index = 0; index < 20; index++) {
        const file = fileOf(space, index);
        const rows = rowsFor(file);
        const answers = await runJavascript(`${what} ${index}`, file, rows);
        expect(answers).to.deep.equal(Array.from(predict(file, rows)));
      }
    });

    it(`compiles without a warning and gives them in single precision in C: ${what}`, () => {
      for (let index = 0; index < 4; index++) {
        const file = fileOf(space, index);
        const rows = rowsFor(file);
        const answers = runC(file, rows);
        const expected = predict(file, rows);
        const size = Math.max(...expected.map(Math.abs));
        expect(answers).to.have.length(ROWS);
        answers.forEach((answer, row) => {
          expect(answer).to.be.closeTo(expected[row] ?? Number.NaN, 1e-5 * size);
        });
      }
    }).timeout(60_000);
  }

  it('is short and can be read', () => {
    const layers: NetworkFile['layers'] = [
      { weights: [[0.5, 0, -2]], bias: null, activations: ['sigmoid'] },
      { weights: [[3]], bias: [-0.25], activations: ['linear'] },
    ];
    const inputs = ['bill', 'wing', 'foot'].map((name, i) => ({ name, offset: i, scale: 1 + i }));
    const file = plainNetwork(inputs, { name: 'mass', offset: 4200, scale: 800 }, layers);
    expect(
      sourceOf(file, c('predict')),
    ).to.equal(`// "mass", predicted by a network of 4 numbers that are not zero, written by swat.
// C99, no memory but the stack; single precision but for the scaling of columns. Where it is called:
//   double predict(const double x[3]);
// It sees:
//   x[0]: "bill"
//   x[1]: "wing" (not used)
//   x[2]: "foot"

#include <math.h>

static float predict_sigmoid(float v) { return 1.0f / (1.0f + expf(-v)); }

double predict(const double x[3])
{
    const float h0_0 = (float)(x[0]);
    const float h0_2 = (float)((x[2] - 2.0) / 3.0);
    const float h1_0 = predict_sigmoid(0.5f * h0_0 - 2.0f * h0_2);
    const float h2_0 = -0.25f + 3.0f * h1_0;
    return (double)h2_0 * 800.0 + 4200.0;
}
`);
    expect(
      sourceOf(file, javascript('predict')),
    ).to.equal(`// A network of 4 numbers that are not zero, written by swat.
export const inputs = ["bill", "wing", "foot"];
export const output = "mass";

const sigmoid = (v) => 1 / (1 + Math.exp(-v));

/** The output of a row \`x\` of the inputs, in their order. */
export function predict(x) {
  const h0_0 = x[0];
  const h0_2 = (x[2] - 2) / 3;
  const h1_0 = sigmoid(0.5 * h0_0 - 2 * h0_2);
  const h2_0 = -0.25 + 3 * h1_0;
  return h2_0 * 800 + 4200;
}
`);
  });

  it('is a constant where no link is left', async () => {
    expect(runC(constant(5), Float64Array.of(7, 8))).to.deep.equal([5, 5]);
    expect(await runJavascript('constant', constant(5), Float64Array.of(7, 8))).to.deep.equal([5, 5]);
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
      const answers = runC(file, rows);
      expected.forEach((value, row) => {
        expect(Math.abs((answers[row] ?? Number.NaN) - value) / scale).to.be.at.most(1e-6);
      });
      expect(await runJavascript(`far ${scale}`, file, rows)).to.deep.equal(Array.from(expected));
    }
  }).timeout(60_000);

  it('goes with others into one program, in files of their own or in one', () => {
    const space = SPACES['networks of every activation, with sigmoid output'] as Space;
    const files = [fileOf(space, 1), fileOf(space, 2)];
    const sources = files.map((file, i) => sourceOf(file, c(`mass_${i}`)));
    const main = `#include <stdio.h>
int main(void) {
  const double x[3] = {1.0, 2.0, 3.0};
  printf("%.17g %.17g", mass_0(x), mass_1(x));
  return 0;
}
`;
    const declared = sources.map((source) => /^\/\/ {3}(double.*;)$/m.exec(source)?.[1]).join('\n');
    const compile = (texts: readonly string[]): string => {
      texts.forEach((text, i) => {
        writeFileSync(join(folder, `part${i}.c`), text);
      });
      const words = [...STRICT, ...texts.map((_, i) => `part${i}.c`), '-o', 'main', '-lm'];
      execFileSync(process.env.CC ?? 'cc', words, { cwd: folder });
      return execFileSync(join(folder, 'main'), { encoding: 'utf8' });
    };
    const answers = compile([...sources, `${declared}\n${main}`]);
    expect(compile([[...sources, main].join('\n')])).to.equal(answers);
    answers.split(' ').forEach((answer, i) => {
      const expected = predict(files[i] as NetworkFile, Float64Array.of(1, 2, 3))[0] as number;
      expect(Number(answer)).to.be.closeTo(expected, 1e-5 * Math.abs(expected));
    });
  }).timeout(60_000);

  it('has the name that it is given in JavaScript too', async () => {
    const path = join(folder, 'named.mjs');
    writeFileSync(path, sourceOf(constant(5), javascript('mass')));
    expect((await import(pathToFileURL(path).href)).mass([1])).to.equal(5);
  });

  it('refuses numbers that no float of C holds', () => {
    const layers: NetworkFile['layers'] = [{ weights: [[1e39]], bias: null, activations: ['leaky_relu'] }];
    const large = { ...constant(1), layers, nonzeros: 1, leaky_slope: 0.1 };
    expect(() => sourceOf(large, c('predict'))).to.throw(RangeError, 'does not fit into a float of C');
    const steep = { ...large, layers: [{ ...layers[0]!, weights: [[1]] }], leaky_slope: 1e-50 };
    expect(() => sourceOf(steep, c('predict'))).to.throw(RangeError, '1e-50');
  });
});
