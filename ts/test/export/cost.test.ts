import { expect } from 'chai';
import { costOf } from '../../export/cost.ts';
import { c } from '../../export/forms/c.ts';
import { C99, REALS } from '../../export/forms/c-dialect.ts';
import { programOf } from '../../export/program.ts';
import { singlePrecisionWarnings } from '../../export/single-precision.ts';
import type { NetworkLayer } from '../../schema/types.ts';
import { KINDS } from './forms/kinds.ts';
import { plainNetwork } from './plain-network.ts';

describe('the cost of a network', () => {
  it('is what its function in C does for a row', () => {
    for (const [what, file] of Object.entries(KINDS)) {
      const program = programOf(file);
      const source = c(program, { name: 'predict', examples: null }, REALS.float, C99);
      const body = source
        .slice(source.lastIndexOf('\n{\n'))
        .replaceAll(/= -/g, '= ')
        .replaceAll(/_(says|known)\w*\([^)]*\)/g, '');
      const cost = costOf(program);
      expect(body.match(/ [*/] /g)?.length ?? 0, what).to.equal(cost.multiplications);
      expect(body.match(/ [+-] /g)?.length ?? 0, what).to.equal(cost.additions);
    }
  });

  it('counts activations by name, weights as the file does, and all constants', () => {
    const cost = costOf(programOf(KINDS['two classes']!));
    expect(cost.activations).to.deep.equal({ tanh: 1, sigmoid: 2 });
    expect(cost).to.include({ nonzeros: 8, weight_bytes: 32, constant_bytes: 88 });
    expect(costOf(programOf(KINDS['three classes']!)).activations).to.deep.equal({ tanh: 1, exp: 3 });
  });
});

describe('single precision', () => {
  const inputs = [{ name: 'a', offset: 0, scale: 1 }];
  const warningsOf = (layers: NetworkLayer[]) =>
    singlePrecisionWarnings(programOf(plainNetwork(inputs, { name: 'y', offset: 0, scale: 10 }, layers)));
  const two = (size: number): NetworkLayer[] => [
    { weights: [[1], [1.5]], bias: null, activations: ['tanh', 'tanh'] },
    { weights: [[size, -size]], bias: null, activations: ['linear'] },
  ];

  it('is good enough for usual networks', () => {
    expect(warningsOf(two(10))).to.deep.equal([]);
    for (const file of Object.values(KINDS)) {
      expect(singlePrecisionWarnings(programOf(file))).to.deep.equal([]);
    }
  });

  it('is said to be too little where large numbers cancel, or are too large', () => {
    expect(warningsOf(two(1e7))[0]).to.match(
      /^in single precision "y" may be off by up to \d+: large numbers/,
    );
    const layers = two(1e30);
    layers[0] = { weights: [[1e30], [1]], bias: null, activations: ['linear', 'tanh'] };
    expect(warningsOf(layers)[0]).to.match(/too large/);
  });
});
