import { expect } from 'chai';
import fc from 'fast-check';
import { compact } from '../../mlp/compact.ts';
import { foldConstants } from '../../mlp/fold-constants.ts';
import { forwardCompact } from '../../mlp/forward.ts';
import { generate } from '../../mlp/generate.ts';
import { anyNetwork, RUNS } from './spaces.ts';

describe('a network with its constants folded', () => {
  it('is the same function', () => {
    fc.assert(
      fc.property(anyNetwork, ([space, index]) => {
        const network = compact(space, generate(space, 'fold', index));
        const x = Float64Array.from({ length: 3 * space.inputs }, (_, i) => Math.sin(i));
        const expected = forwardCompact(network, x);
        forwardCompact(foldConstants(network), x).forEach((value, place) => {
          const right = expected[place] as number;
          expect(value).to.be.closeTo(right, 1e-9 * Math.max(1, Math.abs(right)));
        });
      }),
      RUNS,
    );
  });

  it('has no link from a neuron to which none leads, and no other link less', () => {
    const neuron = (weights: number[], activation: 'sigmoid' | 'tanh' | 'linear') => ({
      weights,
      activation,
    });
    const layer = (neurons: ReturnType<typeof neuron>[], bias: number[] | null) => ({
      from: neurons[0]?.weights.length ?? 0,
      to: neurons.length,
      weights: Float32Array.from(neurons.flatMap(({ weights }) => weights)),
      bias: bias && Float32Array.from(bias),
      activations: neurons.map(({ activation }) => activation),
    });
    const folded = foldConstants({
      inputs: 1,
      leaky_slope: 0,
      layers: [
        layer([neuron([0], 'sigmoid'), neuron([2], 'tanh')], null),
        layer([neuron([3, 0], 'linear'), neuron([1, 5], 'tanh')], [0.25, 0]),
        layer([neuron([2, 7], 'linear')], null),
      ],
    });
    const [, second, last] = folded.layers;
    expect(Array.from(second?.weights ?? [])).to.deep.equal([0, 0, 0, 5]);
    expect(Array.from(second?.bias ?? [])).to.deep.equal([1.75, 0.5]);
    expect(Array.from(last?.weights ?? [])).to.deep.equal([0, 7]);
    expect(Array.from(last?.bias ?? [])).to.deep.equal([3.5]);
  });
});
