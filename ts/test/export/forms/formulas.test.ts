import { expect } from 'chai';
import { plainColumns } from '../../../export/columns.ts';
import { formulas } from '../../../export/forms/formulas.ts';
import { predict } from '../../../export/predict.ts';
import { programOf } from '../../../export/program.ts';
import { readNetwork } from '../../../export/read.ts';
import { writeNetwork } from '../../../export/write.ts';
import { generate } from '../../../mlp/generate.ts';
import type { Space } from '../../../mlp/space.ts';
import type { NetworkFile } from '../../../schema/types.ts';
import { PAPER } from '../../mlp/spaces.ts';

const space: Space = {
  ...PAPER,
  weight_range: 2,
  depths: [1, 2],
  bias: true,
  activations: ['sigmoid', 'tanh', 'leaky_relu', 'linear'],
};

function fileOf(index: number, offset = -1.5): NetworkFile {
  const inputs = ['a', 'b', 'c'].map((name, i) => ({
    name,
    offset: [0, -3.7, 1.7e9 + 1234.5678901][i] ?? 0,
    scale: [1, 0.6, 450][i] ?? 1,
  }));
  const columns = plainColumns(inputs, { name: 'y', offset, scale: 20.5 });
  const checked = readNetwork(writeNetwork(generate(space, 'formulas', index), space, columns, {}));
  if (!checked.ok) throw new Error(JSON.stringify(checked.complaints));
  return checked.value;
}

/** What the formulas say, which are JavaScript where columns are called so. */
function evaluated(lines: readonly string[], [a, b, c]: readonly number[], slope: number): number {
  const text = `
    const { tanh } = Math;
    const sigmoid = (v) => 1 / (1 + Math.exp(-v));
    const leaky_relu = (v) => (v >= 0 ? v : slope * v);
    ${lines.map((line) => `const ${line};`).join('\n')}
    return y;`;
  return Number(new Function('a', 'b', 'c', 'slope', text)(a, b, c, slope));
}

describe('the formulas of a network', () => {
  it('say of rows what the network does, to their digits', () => {
    for (let index = 0; index < 60; index++) {
      const file = fileOf(index, index % 2 ? -1.5 : 1_234_567.89);
      const { lines } = formulas(programOf(file));
      for (let step = 0; step < 5; step++) {
        const row = file.inputs.map(({ offset, scale }, i) => offset + scale * 1.5 * Math.sin(7 * step + i));
        const right = predict(file, Float64Array.from(row))[0] as number;
        const said = evaluated(lines, row, file.leaky_slope ?? 0);
        expect(said, lines.join('; ')).to.be.closeTo(right, 0.02 * 20.5);
      }
    }
  });

  it('have middles of columns and constants to no more digits than matter', () => {
    const { lines } = formulas(programOf(fileOf(0, 1_234_567.891)));
    const text = lines.join('\n');
    expect(text).to.match(/\(c - 1700001234\.6\)/);
    expect(text.match(/[1-9]\d*\.\d{5,}/)).to.equal(null);
    expect(text).to.match(/12345\d\d\.\d\d\b/);
  });

  it('are one for each hidden neuron that matters and one for the output', () => {
    const file = fileOf(3);
    const { steps } = programOf(file);
    const neurons = steps.filter(({ kind }) => kind === 'neuron').length;
    expect(formulas(programOf(file)).lines).to.have.length(neurons);
  });
});
