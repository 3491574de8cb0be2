import { expect } from 'chai';
import fc from 'fast-check';
import { type CompactNetwork, compact, countNonzeros, type Layer } from '../../mlp/compact.ts';
import { forward, forwardCompact } from '../../mlp/forward.ts';
import { generate } from '../../mlp/generate.ts';
import type { Network } from '../../mlp/network.ts';
import type { Activation, Space } from '../../mlp/space.ts';
import { trim, trimCompact } from '../../mlp/trim.ts';
import { integer } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import { anyNetwork, PAPER, RUNS } from './spaces.ts';

/** A drawn network of which about a third of the numbers, and some neurons, are gone. */
function thinned(space: Space, index: number): Network {
  const stream = openStream('thinned', index);
  const thin = <T extends Float32Array>(array: T) =>
    array.map((value) => (integer(stream, 3) === 0 ? 0 : value)) as T;
  const network = generate(space, 'thinned', index);
  return {
    ...network,
    weights: network.weights.map(thin),
    biases: network.biases?.map(thin) ?? null,
    masks: network.masks.map((mask) => mask.map((active) => (integer(stream, 6) === 0 ? 0 : active))),
  };
}

const layer = (
  from: number,
  weights: number[],
  activations: Activation[],
  bias: number[] | null = null,
): Layer => ({
  from,
  to: activations.length,
  weights: Float32Array.from(weights),
  bias: bias && Float32Array.from(bias),
  activations,
});

const network = (inputs: number, ...layers: Layer[]): CompactNetwork => ({
  inputs,
  leaky_slope: 0.1,
  layers,
});

describe('mlp/trim', () => {
  it('never changes the function', () => {
    fc.assert(
      fc.property(anyNetwork, ([space, index]) => {
        const before = thinned(space, index);
        const x = Float64Array.from({ length: 4 * space.inputs }, (_, i) => Math.cos(3 * i));
        const expected = forward(space, before, x);
        forwardCompact(trim(space, before).network, x).forEach((value, i) => {
          expect(value).to.be.closeTo(expected[i] ?? Number.NaN, 1e-9);
        });
      }),
      RUNS,
    );
  });

  it('twice is once', () => {
    fc.assert(
      fc.property(anyNetwork, ([space, index]) => {
        const once = trim(space, thinned(space, index)).network;
        expect(trimCompact(once)).to.deep.equal(once);
      }),
      RUNS,
    );
  });

  it('nothing that is left is dead: without any one of its numbers there are fewer', () => {
    fc.assert(
      fc.property(anyNetwork, ([space, index]) => {
        const { network: left, nonzeros } = trim(space, thinned(space, index));
        for (const { weights, bias } of left.layers) {
          for (const numbers of [weights, ...(bias ? [bias] : [])]) {
            numbers.forEach((value, i) => {
              if (value === 0) return;
              numbers[i] = 0;
              expect(countNonzeros(trimCompact(left))).to.be.below(nonzeros);
              numbers[i] = value;
            });
          }
        }
      }),
      { ...RUNS, numRuns: 60 },
    );
  });

  it('counts what is left, and what there was between active neurons', () => {
    fc.assert(
      fc.property(anyNetwork, ([space, index]) => {
        const before = thinned(space, index);
        const { network: left, nonzeros, nonzeros_raw, neurons } = trim(space, before);
        expect(nonzeros).to.equal(countNonzeros(left));
        expect(nonzeros_raw).to.equal(countNonzeros(compact(space, before)));
        expect(nonzeros).to.be.at.most(nonzeros_raw);
        expect(neurons).to.deep.equal(left.layers.slice(0, -1).map(({ to }) => to));
        expect(neurons).not.to.include(0);
      }),
      RUNS,
    );
  });

  it('keeps a network whole that has nothing dead', () => {
    const space = { ...PAPER, drop_rates: [0] };
    for (let index = 0; index < 20; index++) {
      const whole = generate(space, 'whole', index);
      const { network: left, nonzeros, nonzeros_raw } = trim(space, whole);
      expect(nonzeros).to.equal(nonzeros_raw);
      expect(left).to.deep.equal(compact(space, whole));
    }
  });

  it('a neuron that reaches no output goes, with what only leads to it', () => {
    const before = network(
      1,
      layer(1, [1, 2, 3], ['tanh', 'tanh', 'tanh']),
      layer(3, [4, 0, 0, 0, 5, 6], ['tanh', 'tanh']),
      layer(2, [7, 0], ['linear']),
    );
    const after = network(1, layer(1, [1], ['tanh']), layer(1, [4], ['tanh']), layer(1, [7], ['linear']));
    expect(trimCompact(before)).to.deep.equal(after);
  });

  it('a neuron without inputs goes where it emits 0, and stays where it emits 0.5 and is used', () => {
    const half = (activation: Activation) =>
      trimCompact(network(1, layer(1, [2, 0], [activation, activation]), layer(2, [3, 4], ['linear'])));
    for (const activation of ['tanh', 'leaky_relu', 'linear'] as const) {
      expect(half(activation)).to.deep.equal(
        network(1, layer(1, [2], [activation]), layer(1, [3], ['linear'])),
      );
    }
    expect(half('sigmoid').layers[0]?.to).to.equal(2);
    const unused = network(1, layer(1, [2, 0], ['sigmoid', 'sigmoid']), layer(2, [3, 0], ['linear']));
    expect(trimCompact(unused).layers[0]?.to).to.equal(1);
  });

  it('a neuron without inputs stays where its bias makes it emit', () => {
    const biased = (bias: number) =>
      trimCompact(
        network(1, layer(1, [2, 0], ['tanh', 'tanh'], [0, bias]), layer(2, [3, 4], ['linear'], [0])),
      );
    expect(biased(0.5).layers[0]?.to).to.equal(2);
    expect(countNonzeros(biased(0.5))).to.equal(4);
    expect(biased(0).layers[0]?.to).to.equal(1);
    expect(countNonzeros(biased(0))).to.equal(2);
  });

  it('an output stays though nothing leads to it', () => {
    const before = network(1, layer(1, [2], ['tanh']), layer(1, [3, 0], ['linear', 'linear']));
    expect(trimCompact(before)).to.deep.equal(before);
  });

  it('an input stays though nothing leads from it', () => {
    const before = network(2, layer(2, [2, 0], ['tanh']), layer(1, [3], ['linear']));
    expect(trimCompact(before)).to.deep.equal(before);
  });

  it('a constant becomes a network of one layer with weights 0, which emits it', () => {
    const before = network(2, layer(2, [1, 1], ['tanh'], [1]), layer(1, [0], ['sigmoid'], [2]));
    const after = network(2, layer(2, [0, 0], ['sigmoid'], [2]));
    expect(trimCompact(before)).to.deep.equal(after);
    expect(forwardCompact(after, Float64Array.of(1, 2))).to.deep.equal(
      forwardCompact(before, Float64Array.of(1, 2)),
    );
  });

  it('layers before an empty one go, and the first that stays takes the inputs by zeros', () => {
    const before = network(
      2,
      layer(2, [1, 1], ['tanh']),
      layer(1, [0, 0], ['sigmoid', 'tanh']),
      layer(2, [3, 4], ['linear']),
    );
    const after = network(2, layer(2, [0, 0], ['sigmoid']), layer(1, [3], ['linear']));
    expect(trimCompact(before)).to.deep.equal(after);
    expect(forwardCompact(after, Float64Array.of(1, 2))).to.deep.equal(Float64Array.of(1.5));
  });
});
