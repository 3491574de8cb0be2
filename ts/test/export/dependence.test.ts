import { expect } from 'chai';
import { regressionColumns } from '../../export/columns.ts';
import { constantOf } from '../../export/constant.ts';
import { dependenceOf } from '../../export/dependence.ts';
import type { NetworkFile } from '../../schema/types.ts';
import { plainNetwork } from './plain-network.ts';

const column = (name: string) => ({ name, offset: 0, scale: 1 });
const line = plainNetwork([column('a'), column('b')], column('y'), [
  { weights: [[3, 0]], bias: [1], activations: ['linear'] },
]);
const rows = Float64Array.from({ length: 200 }, (_, place) => place % 7);

/** Of a category, whose gaps have an input, and of a date. */
const mixed: NetworkFile = {
  format: 2,
  ...regressionColumns(
    {
      columns: [
        { name: 'colour', kind: 'category', fill: null, levels: ['red', 'blue'] },
        { name: 'when', kind: 'date', fill: 0, levels: null },
      ],
      features: [
        { name: 'colour = red', column: 0, takes: 'level', level: 'red' },
        { name: 'colour = blue', column: 0, takes: 'level', level: 'blue' },
        { name: 'colour is missing', column: 0, takes: 'missing', level: null },
        { name: 'when: month', column: 1, takes: 'month', level: null },
        { name: 'when: day', column: 1, takes: 'day', level: null },
      ],
    },
    [],
    [column('y')],
  ),
  layers: [{ weights: [[1, 2, 4, 10, 0]], bias: null, activations: ['linear'] }],
  nonzeros: 4,
  provenance: {},
};
const mixedRows = Float64Array.from([1, 0, 0, 1, 100, 0, 1, 0, 3, 160]);

describe('what a column does', () => {
  it('is the mean answer where a number is set to each of its values', () => {
    const [a] = dependenceOf(line, rows, 0);
    expect(a?.name).to.equal('a');
    expect(a?.points.map(({ value }) => value)).to.deep.equal([0, 1, 2, 3, 4, 5, 6]);
    expect(a?.points.map(({ answer }) => answer[0])).to.deep.equal([1, 4, 7, 10, 13, 16, 19]);
    expect(a?.seen).to.have.length(100);
  });

  it('is nothing for a column that is not used', () => {
    expect(dependenceOf(line, rows, 1)).to.deep.equal([]);
  });

  it('has 41 values of a number that has more, from the least to the greatest', () => {
    const many = Float64Array.from({ length: 200 }, (_, place) => place);
    const [a] = dependenceOf(line, many, 0);
    expect(a?.points).to.have.length(41);
    expect([a?.points[0]?.value, a?.points.at(-1)?.value]).to.deep.equal([0, 198]);
  });

  it('has the levels of a category, and the missing one where that has an input', () => {
    const [colour] = dependenceOf(mixed, mixedRows, 0);
    expect(colour?.points).to.deep.equal([
      { value: 'red', answer: [21] },
      { value: 'blue', answer: [22] },
      { value: null, answer: [24] },
    ]);
    expect(colour?.seen).to.equal(null);
  });

  it('takes the parts of a date that are used, each by itself', () => {
    const parts = dependenceOf(mixed, mixedRows, 1);
    expect(parts.map(({ name }) => name)).to.deep.equal(['when: month']);
    expect(parts[0]?.points).to.deep.equal([
      { value: 1, answer: [11.5] },
      { value: 3, answer: [31.5] },
    ]);
  });
});

describe('a neuron without links', () => {
  it('is a constant, and one with a link is none', () => {
    const network = plainNetwork([column('a')], column('y'), [
      { weights: [[0], [1]], bias: [2, 0], activations: ['sigmoid', 'tanh'] },
      { weights: [[1, 1]], bias: null, activations: ['linear'] },
    ]);
    expect(constantOf(network, 0, 0)).to.be.closeTo(1 / (1 + Math.exp(-2)), 1e-12);
    expect(constantOf(network, 0, 1)).to.equal(null);
    expect(constantOf(network, 1, 0)).to.equal(null);
  });
});
