import { expect } from 'chai';
import fc from 'fast-check';
import { activate, restsAtZero } from '../../mlp/activation.ts';
import { compact } from '../../mlp/compact.ts';
import { forward, forwardCompact } from '../../mlp/forward.ts';
import { generate } from '../../mlp/generate.ts';
import type { Network } from '../../mlp/network.ts';
import type { Space } from '../../mlp/space.ts';
import { anyNetwork, PAPER, RUNS } from './spaces.ts';

const points = (inputs: number) => Float64Array.from({ length: 3 * inputs }, (_, i) => Math.sin(i + 1));

describe('mlp/forward', () => {
  it('activations are the functions of their names', () => {
    expect(activate('sigmoid', 0, 0)).to.equal(0.5);
    expect(activate('sigmoid', Math.log(3), 0)).to.be.closeTo(0.75, 1e-15);
    expect([activate('sigmoid', -1000, 0), activate('sigmoid', 1000, 0)]).to.deep.equal([0, 1]);
    expect(activate('tanh', 0.5, 0)).to.equal(Math.tanh(0.5));
    expect([activate('leaky_relu', 2, 0.1), activate('leaky_relu', -2, 0.1)]).to.deep.equal([2, -0.2]);
    expect(activate('linear', -2, 0.1)).to.equal(-2);
  });

  it('an activation rests at zero where it is zero for zero', () => {
    for (const name of ['sigmoid', 'tanh', 'leaky_relu', 'linear'] as const) {
      expect(restsAtZero(name), name).to.equal(activate(name, 0, 0.1) === 0);
    }
  });

  it('a network computed by hand gives the same: masks, biases, an activation a neuron', () => {
    const space: Space = {
      ...PAPER,
      inputs: 2,
      outputs: 2,
      max_width: 3,
      depths: [1],
      bias: true,
      activations: ['tanh', 'sigmoid'],
      output_activation: 'sigmoid',
    };
    const network: Network = {
      depth: 1,
      weights: [Float32Array.of(1, 2, 0, 0, -1, 0.5), Float32Array.of(3, 0, -2, 0, 0, 1)],
      biases: [Float32Array.of(0.5, 0, 0), Float32Array.of(0.25, -1)],
      masks: [Uint8Array.of(1, 0, 1)],
      activations: [['tanh', 'tanh', 'sigmoid']],
    };
    const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
    const hand = (a: number, b: number) => {
      const [first, third] = [Math.tanh(a + 2 * b + 0.5), sigmoid(-a + 0.5 * b)];
      return [sigmoid(3 * first - 2 * third + 0.25), sigmoid(third - 1)];
    };
    const found = forward(space, network, Float64Array.of(0.3, -0.7, 1, 0));
    [...hand(0.3, -0.7), ...hand(1, 0)].forEach((value, i) => {
      expect(found[i]).to.be.closeTo(value, 1e-14);
    });
  });

  it('a masked neuron emits 0, a sigmoid too, whatever its weights', () => {
    const network = generate(PAPER, 'masked', 3, 1);
    const x = points(3);
    const masked = network.masks[0]?.indexOf(0) ?? -1;
    const active = network.masks[0]?.indexOf(1) ?? -1;
    const poke = (slot: number) => {
      const weights = network.weights.map((matrix) => matrix.slice());
      weights[0]?.fill(3, 3 * slot, 3 * slot + 3);
      weights[1]?.fill(3, slot, slot + 1);
      return forward(PAPER, { ...network, weights }, x);
    };
    expect(poke(masked)).to.deep.equal(forward(PAPER, network, x));
    expect(poke(active)).not.to.deep.equal(forward(PAPER, network, x));
  });

  it('permuting hidden neurons together leaves the function; one side alone changes it', () => {
    const network = generate({ ...PAPER, drop_rates: [0] }, 'permute', 1, 2);
    const x = points(3);
    const swapRows = swap(network.weights[0] as Float32Array, (i) => (i < 21 ? (i + 3) % 21 : i));
    const swapColumns = swap(
      network.weights[1] as Float32Array,
      (i) => Math.floor(i / 7) * 7 + ((i + 1) % 7),
    );
    const mask = swap(network.masks[0] as Uint8Array, (i) => (i + 1) % 7);
    const masks = [mask, ...network.masks.slice(1)];
    const [first, second, last] = network.weights as [Float32Array, Float32Array, Float32Array];
    const expected = forward(PAPER, network, x);
    const together = forward(PAPER, { ...network, masks, weights: [swapRows, swapColumns, last] }, x);
    const alone = forward(PAPER, { ...network, masks, weights: [swapRows, second, last] }, x);
    expect(first).not.to.deep.equal(swapRows);
    expect(together[0]).to.be.closeTo(expected[0] ?? Number.NaN, 1e-12);
    expect(Math.abs((alone[0] ?? 0) - (expected[0] ?? 0))).to.be.above(1e-6);
  });

  it('a network without its masked neurons is the same function', () => {
    fc.assert(
      fc.property(anyNetwork, ([space, index]) => {
        const network = generate(space, 'compact', index);
        const x = points(space.inputs);
        const found = forwardCompact(compact(space, network), x);
        const expected = forward(space, network, x);
        expect(found.length).to.equal(3 * space.outputs);
        found.forEach((value, i) => {
          expect(value).to.be.closeTo(expected[i] ?? Number.NaN, 1e-9);
        });
      }),
      RUNS,
    );
  });
});

function swap<T extends Float32Array | Uint8Array>(array: T, source: (i: number) => number): T {
  return array.map((_, i) => array[source(i)] ?? Number.NaN) as T;
}
