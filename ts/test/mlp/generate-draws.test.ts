import { expect } from 'chai';
import { generate } from '../../mlp/generate.ts';
import type { Network } from '../../mlp/network.ts';
import type { Space } from '../../mlp/space.ts';
import { chiSquare, chiSquareLimit, tally } from '../random/chi-square.ts';
import { PAPER } from './spaces.ts';

const draw = (space: Space, count: number): Network[] =>
  Array.from({ length: count }, (_, index) => generate(space, 'draws', index));

const active = (mask: Uint8Array): number[] => [...mask.keys()].filter((slot) => mask[slot] === 1);

function expectEven(values: Iterable<number>, categories: number): void {
  expect(chiSquare(tally(values, categories))).to.be.below(chiSquareLimit(categories));
}

/** Weights and biases that are not zero, as multiples of the range. */
function shares(arrays: readonly Float32Array[], range: number): number[] {
  return arrays.flatMap((array) => [...array].filter((value) => value !== 0).map((value) => value / range));
}

describe('mlp/generate draws', () => {
  const networks = draw(PAPER, 3000);

  it('depths evenly', () => {
    expectEven(
      networks.map(({ depth }) => depth - 1),
      4,
    );
  });

  it('widths evenly, from the smallest to the greatest, in every layer', () => {
    for (let layer = 0; layer < 4; layer++) {
      const masks = networks.flatMap((network) => network.masks[layer] ?? []);
      expectEven(
        masks.map((mask) => active(mask).length - 3),
        5,
      );
    }
  });

  it('every set of slots as often as any other of its size', () => {
    const sets = new Map<string, number>();
    for (const { masks } of networks) {
      for (const mask of masks) {
        const slots = active(mask);
        if (slots.length === 3) sets.set(String(slots), (sets.get(String(slots)) ?? 0) + 1);
      }
    }
    expect(sets.size).to.equal(35);
    expect(chiSquare([...sets.values()])).to.be.below(chiSquareLimit(35));
  });

  it('the first slots, where the space says so', () => {
    for (const { masks } of draw({ ...PAPER, active_slots: 'prefix' }, 200)) {
      for (const mask of masks) expect(active(mask)).to.deep.equal([...active(mask).keys()]);
    }
    const scattered = networks.some(({ masks }) => masks.some((mask) => mask[0] === 0));
    expect(scattered).to.equal(true);
  });

  it('drop rates evenly: each keeps its own number of links', () => {
    // 15 + 25 + 25 + 5 = 70 links; the longest paths are 12 and so below every share but 90 %'s.
    const space = { ...PAPER, min_width: 5, max_width: 5, depths: [3], drop_rates: [20, 50, 70, 80] };
    const counts = draw(space, 2000).map(({ weights }) => shares([...weights], 1).length);
    expectEven(
      counts.map((count) => [56, 35, 21, 14].indexOf(count)),
      4,
    );
  });

  it('weights evenly over their range', () => {
    const weights = networks.flatMap(({ weights }) => shares([...weights], 10));
    expect(weights.length).to.be.above(30_000);
    expectEven(
      weights.map((share) => Math.floor((share + 1) * 25)),
      50,
    );
  });

  it('biases for all active neurons and outputs, evenly over their range', () => {
    const space: Space = { ...PAPER, bias: true, outputs: 2, weight_range: 0.5 };
    const drawn = draw(space, 1000);
    for (const { masks, biases } of drawn) {
      const expected = [...masks.map((mask) => active(mask).length), 2];
      expect(biases?.map((bias) => shares([bias], 1).length)).to.deep.equal(expected);
    }
    const biases = drawn.flatMap((network) => shares([...(network.biases ?? [])], 0.5));
    expectEven(
      biases.map((share) => Math.floor((share + 1) * 10)),
      20,
    );
  });

  it('an activation for each neuron, evenly', () => {
    const activations: Space['activations'] = ['tanh', 'sigmoid', 'linear'];
    const drawn = draw({ ...PAPER, activations }, 1000);
    const choices = drawn.flatMap((network) =>
      network.masks.flatMap((mask, k) =>
        active(mask).map((slot) => activations.indexOf(network.activations[k]?.[slot] ?? 'leaky_relu')),
      ),
    );
    expectEven(choices, 3);
  });

  it('the fixed path of each input evenly over neurons and outputs', () => {
    const space: Space = {
      ...PAPER,
      inputs: 1,
      outputs: 3,
      min_width: 5,
      max_width: 5,
      depths: [1],
      drop_rates: [99],
      keep_rounding: 'down',
    };
    const paths = draw(space, 3000).map(({ weights: [first, second] }) => {
      const neuron = first?.findIndex((weight) => weight !== 0) ?? -1;
      const link = second?.findIndex((weight) => weight !== 0) ?? -1;
      expect(link % 5).to.equal(neuron);
      return 3 * neuron + Math.floor(link / 5);
    });
    expectEven(paths, 15);
  });

  it('the links that stay evenly among those that are not fixed', () => {
    // One input and one neuron a layer but the last: the fixed links are known, 5 + 5 more are free.
    const space: Space = {
      ...PAPER,
      inputs: 5,
      min_width: 2,
      max_width: 2,
      depths: [1],
      fixed_paths: 'first_neuron',
      active_slots: 'prefix',
      drop_rates: [42],
    };
    // 12 links, ceil(12 * 0.58) = 7 stay: 5 fixed, 2 of the other 7.
    const pairs = new Map<string, number>();
    for (const { weights } of draw(space, 4200)) {
      const [first, second] = weights;
      expect(first?.subarray(0, 5).every((weight) => weight !== 0)).to.equal(true);
      const free = [...(first?.subarray(5) ?? []), ...(second ?? [])];
      const kept = String([...free.keys()].filter((i) => free[i] !== 0));
      pairs.set(kept, (pairs.get(kept) ?? 0) + 1);
    }
    expect(pairs.size).to.equal(21);
    expect(chiSquare([...pairs.values()])).to.be.below(chiSquareLimit(21));
  });
});
