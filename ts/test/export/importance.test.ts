import { expect } from 'chai';
import { classColumns, plainTreatment } from '../../export/columns.ts';
import { importanceOf } from '../../export/importance.ts';
import { predict } from '../../export/predict.ts';
import type { NetworkFile } from '../../schema/types.ts';
import { plainNetwork } from './plain-network.ts';

const column = (name: string) => ({ name, offset: 0, scale: 1 });
/** 3 a - b, c is not used. */
const line = plainNetwork([column('a'), column('b'), column('c')], column('y'), [
  { weights: [[3, -1, 0]], bias: null, activations: ['linear'] },
]);
const rows = Float64Array.from({ length: 300 }, (_, place) => Math.sin(place * place));

describe('the importance of columns', () => {
  it('is the greatest for the column with the largest weight, and zero for one that is not used', () => {
    const found = importanceOf(line, rows, predict(line, rows), 0);
    expect(found.map(({ column: name }) => name)).to.deep.equal(['a', 'b', 'c']);
    const [a, b, c] = found;
    expect(a?.mean).to.be.above(2 * (b?.mean ?? 0));
    expect(b?.mean).to.be.above(0);
    expect(c).to.deep.equal({ column: 'c', mean: 0, spread: 0 });
  });

  it('is what shuffling adds to the root mean square error', () => {
    // Without noise the error is what the shuffled column moves: 3 times the difference of two independent values.
    const [a] = importanceOf(line, rows, predict(line, rows), 0);
    const values = rows.filter((_, place) => place % 3 === 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(a?.mean).to.be.closeTo(3 * Math.sqrt(2 * variance), 5 * (a?.spread ?? 0));
    expect(a?.spread).to.be.above(0);
  });

  it('is the same for the same seed, and another for another', () => {
    const truth = predict(line, rows);
    expect(importanceOf(line, rows, truth, 1)).to.deep.equal(importanceOf(line, rows, truth, 1));
    expect(importanceOf(line, rows, truth, 1)).not.to.deep.equal(importanceOf(line, rows, truth, 2));
  });

  it('moves all inputs of a column together', () => {
    // Two inputs of one column cancel: shuffled apart they would not.
    const twice: NetworkFile = {
      ...line,
      columns: plainTreatment(['a', 'b']).columns.slice(),
      inputs: line.inputs.map((input, place) => ({ ...input, column: Math.floor(place / 2) })),
      layers: [{ weights: [[1, -1, 1]], bias: null, activations: ['linear'] }],
    };
    const same = rows.map((value, place) => (place % 3 === 1 ? (rows[place - 1] as number) : value));
    const found = importanceOf(twice, same, predict(twice, same), 0);
    expect(found.find(({ column: name }) => name === 'a')?.mean).to.be.closeTo(0, 1e-12);
    expect(found[0]?.column).to.equal('b');
  });

  it('is in log-loss for classes', () => {
    const treatment = plainTreatment(['a', 'b']);
    const scalings = [
      { offset: 0, scale: 1 },
      { offset: 0, scale: 1 },
    ];
    const pair: NetworkFile = {
      format: 2,
      ...classColumns(treatment, scalings, [column('yes')], 'yes', ['no', 'yes']),
      layers: [{ weights: [[0, 5]], bias: null, activations: ['linear'] }],
      nonzeros: 1,
      provenance: {},
    };
    const x = rows.slice(0, 200);
    const truth = Float64Array.from({ length: 100 }, (_, row) => ((x[2 * row + 1] as number) > 0 ? 1 : 0));
    const [b, a] = importanceOf(pair, x, truth, 0);
    expect(b?.column).to.equal('b');
    expect(b?.mean).to.be.within(0.3, 5);
    expect(a?.mean).to.equal(0);
  });
});
