import { expect } from 'chai';
import fc from 'fast-check';
import { expandMatrix } from '../../config/matrix.ts';

const words = fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 });
const matrix = fc.dictionary(fc.constantFrom('a', 'b', 'c'), words, { minKeys: 1 });

describe('a matrix', () => {
  it('is ordered and named as DVC does: the last key changes fastest', () => {
    const combinations = expandMatrix({ model: ['cnn', 'mlp'], seed: [1, 2] });
    expect(combinations.map(({ suffix }) => suffix)).to.deep.equal(['cnn-1', 'cnn-2', 'mlp-1', 'mlp-2']);
    expect(combinations[1]?.item).to.deep.equal({ model: 'cnn', seed: 2 });
  });

  it('calls lists and mappings by key and place', () => {
    const suffixes = expandMatrix({ depths: [[1], [1, 2]], lr: [0.1, null, true] }).map(
      ({ suffix }) => suffix,
    );
    expect(suffixes).to.deep.equal([
      'depths0-0.1',
      'depths0-null',
      'depths0-true',
      'depths1-0.1',
      'depths1-null',
      'depths1-true',
    ]);
  });

  it('has every combination once', () => {
    fc.assert(
      fc.property(matrix, (lists) => {
        const items = expandMatrix(lists).map(({ item }) => JSON.stringify(item));
        expect(items).to.have.length(
          Object.values(lists).reduce((product, list) => product * list.length, 1),
        );
        expect(new Set(items)).to.have.property('size', items.length);
      }),
      { seed: 1 },
    );
  });
});
