import { expect } from 'chai';
import fc from 'fast-check';
import { forward } from '../../mlp/forward.ts';
import { generate } from '../../mlp/generate.ts';
import { layout, pack, sections, unpack } from '../../mlp/pack.ts';
import { anyNetwork, anySpace, PAPER, RUNS } from './spaces.ts';

describe('mlp/pack', () => {
  it('the sections of a layout follow each other without gaps', () => {
    fc.assert(
      fc.property(anySpace, (space) => {
        for (const depth of space.depths) {
          const plan = layout(space, depth);
          let end = 0;
          for (const { start, stop, shape } of sections(plan)) {
            expect(start).to.equal(end);
            expect(stop - start).to.equal(shape.reduce((product, length) => product * length, 1));
            end = stop;
          }
          expect(plan.size).to.equal(end);
          expect(plan.parameters).to.equal(plan.masks.start);
        }
      }),
      RUNS,
    );
  });

  it("the paper's networks of depth 2 take 21 + 49 + 7 weights and 14 masks", () => {
    const { parameters, size, biases, choices } = layout(PAPER, 2);
    expect({ parameters, size, biases, choices }).to.deep.equal({
      parameters: 77,
      size: 91,
      biases: null,
      choices: null,
    });
  });

  it('a network that is packed and unpacked is the same network, and its row the same row', () => {
    fc.assert(
      fc.property(anyNetwork, ([space, index]) => {
        const network = generate(space, 'pack', index);
        const row = pack(space, network);
        expect(unpack(space, network.depth, row)).to.deep.equal(network);
        expect(pack(space, unpack(space, network.depth, row))).to.deep.equal(row);
      }),
      RUNS,
    );
  });

  it('every number of a weight, bias or mask has a place of its own: changing it changes the row', () => {
    const space = { ...PAPER, bias: true, activations: ['tanh' as const, 'linear' as const], depths: [2] };
    const network = generate(space, 'places', 0);
    const row = pack(space, network);
    for (const arrays of [network.weights, network.biases ?? [], network.masks]) {
      for (const array of arrays) {
        for (let i = 0; i < array.length; i++) {
          const held = array[i] as number;
          array[i] = held + 1;
          const different = pack(space, network).filter((value, position) => value !== row[position]);
          expect(different.length).to.equal(1);
          array[i] = held;
        }
      }
    }
  });

  it('what a row says about masked neurons is left out, and the function stays', () => {
    fc.assert(
      fc.property(anyNetwork, ([space, index]) => {
        const network = generate(space, 'noise', index);
        const plan = layout(space, network.depth);
        const noisy = pack(space, network);
        // Only rows and columns of masked slots are zero for certain: put noise there.
        for (let i = 0; i < plan.parameters; i++)
          if (touchesMasked(space.max_width, network, plan, i)) noisy[i] = 5;
        const cleaned = unpack(space, network.depth, noisy);
        expect(cleaned).to.deep.equal(network);
        const x = Float64Array.from({ length: space.inputs }, () => 0.5);
        expect(forward(space, cleaned, x)).to.deep.equal(forward(space, network, x));
      }),
      RUNS,
    );
  });

  it('a mask of at least a half is active, and the greatest choice is chosen', () => {
    const space = { ...PAPER, depths: [1], max_width: 3, activations: ['tanh' as const, 'sigmoid' as const] };
    const row = new Float32Array(layout(space, 1).size);
    row.set([0.5, 0.49, 1], layout(space, 1).masks.start);
    row.set([0.3, 0.7, 0.2, 0.8, 0.6, 0.4], layout(space, 1).choices?.start);
    const { masks, activations } = unpack(space, 1, row);
    expect(masks).to.deep.equal([Uint8Array.of(1, 0, 1)]);
    expect(activations).to.deep.equal([['sigmoid', 'tanh', 'tanh']]);
  });

  it('a row of another length is refused', () => {
    expect(() => unpack(PAPER, 2, new Float32Array(90))).to.throw(RangeError, 'has 91 numbers here, not 90');
  });
});

function touchesMasked(
  width: number,
  { masks }: { masks: readonly Uint8Array[] },
  { weights, biases }: ReturnType<typeof layout>,
  position: number,
): boolean {
  const masked = (layer: number, neuron: number) => masks[layer]?.[neuron % width] === 0;
  const k = weights.findIndex(({ start, stop }) => position >= start && position < stop);
  if (k >= 0) {
    const { start = 0, shape = [1, 1] } = weights[k] ?? {};
    const columns = shape[1] ?? 1;
    const [to, from] = [Math.floor((position - start) / columns), (position - start) % columns];
    return masked(k, to) || (k > 0 && masked(k - 1, from));
  }
  const bias = biases?.findIndex(({ start, stop }) => position >= start && position < stop) ?? -1;
  return bias >= 0 && masked(bias, position - (biases?.[bias]?.start ?? 0));
}
