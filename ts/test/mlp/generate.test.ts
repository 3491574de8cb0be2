import { expect } from 'chai';
import fc from 'fast-check';
import { keepCount } from '../../mlp/draw.ts';
import { generate } from '../../mlp/generate.ts';
import type { Network } from '../../mlp/network.ts';
import type { Space } from '../../mlp/space.ts';
import { anyNetwork, PAPER, RUNS } from './spaces.ts';

/** A network's links: non-zero weights, by layer. */
function links({ weights }: Network): { layer: number; index: number; weight: number }[] {
  return weights.flatMap((matrix, layer) =>
    Array.from(matrix, (weight, index) => ({ layer, index, weight })).filter(({ weight }) => weight !== 0),
  );
}

function widths(space: Space, { masks }: Network): number[] {
  return [space.inputs, ...masks.map((mask) => mask.reduce((sum, active) => sum + active, 0)), space.outputs];
}

function possibleLinks(space: Space, network: Network): number {
  const sizes = widths(space, network);
  return sizes.slice(1).reduce((sum, size, k) => sum + size * (sizes[k] ?? 0), 0);
}

/** Whether links lead from input `input` to an output. */
function leadsOut(space: Space, { weights }: Network, input: number): boolean {
  let reached = new Set([input]);
  for (const matrix of weights) {
    const columns = matrix === weights[0] ? space.inputs : space.max_width;
    const next = new Set<number>();
    matrix.forEach((weight, i) => {
      if (weight !== 0 && reached.has(i % columns)) next.add(Math.floor(i / columns));
    });
    reached = next;
  }
  return reached.size > 0;
}

describe('mlp/generate', () => {
  it('the same space, label and index give the same network; another index or label gives another', () => {
    expect(generate(PAPER, 'a', 7)).to.deep.equal(generate(PAPER, 'a', 7));
    expect(generate(PAPER, 'a', 7)).not.to.deep.equal(generate(PAPER, 'a', 8));
    expect(generate(PAPER, 'a', 7)).not.to.deep.equal(generate(PAPER, 'b', 7));
  });

  it('a network is the same whether its depth is drawn or asked for', () => {
    for (let index = 0; index < 50; index++) {
      const drawn = generate(PAPER, 'depth', index);
      for (const depth of PAPER.depths) {
        const asked = generate(PAPER, 'depth', index, depth);
        expect(asked.depth).to.equal(depth);
        if (depth === drawn.depth) expect(asked).to.deep.equal(drawn);
      }
    }
  });

  it('from every input a path leads to an output, where each input has one fixed', () => {
    fc.assert(
      fc.property(anyNetwork, ([any, index]) => {
        const space: Space = { ...any, fixed_paths: 'each_input' };
        const network = generate(space, 'paths', index);
        for (let input = 0; input < space.inputs; input++) {
          expect(leadsOut(space, network, input), `input ${input}`).to.equal(true);
        }
      }),
      RUNS,
    );
  });

  it('one first-layer neuron is linked to every input, where that is fixed; paths then may end nowhere', () => {
    const space: Space = { ...PAPER, fixed_paths: 'first_neuron', drop_rates: [90] };
    let cut = 0;
    for (let index = 0; index < 200; index++) {
      const network = generate(space, 'first', index);
      const rows = Array.from({ length: 7 }, (_, j) => network.weights[0]?.subarray(3 * j, 3 * j + 3));
      expect(rows.some((row) => row?.every((weight) => weight !== 0))).to.equal(true);
      if (!leadsOut(space, network, 0)) cut++;
    }
    expect(cut).to.be.above(0);
  });

  it('nothing hangs on masked neurons', () => {
    fc.assert(
      fc.property(anyNetwork, ([space, index]) => {
        const network = generate(space, 'masked', index);
        for (const { layer, index: at } of links(network)) {
          const columns = layer === 0 ? space.inputs : space.max_width;
          if (layer < network.depth) expect(network.masks[layer]?.[Math.floor(at / columns)]).to.equal(1);
          if (layer > 0) expect(network.masks[layer - 1]?.[at % columns]).to.equal(1);
        }
        network.masks.forEach((mask, k) => {
          mask.forEach((active, j) => {
            if (active) return;
            expect(network.activations[k]?.[j]).to.equal(space.activations[0]);
            expect(network.biases?.[k]?.[j] ?? 0).to.equal(0);
          });
        });
      }),
      RUNS,
    );
  });

  it('as many links stay as the drop rate says, or as the fixed paths need', () => {
    fc.assert(
      fc.property(anyNetwork, fc.constantFrom(0, 33, 50, 70, 90, 99), ([any, index], rate) => {
        const space = { ...any, drop_rates: [rate] };
        const network = generate(space, 'counts', index);
        const exact = (possibleLinks(space, network) * (100 - rate)) / 100;
        const share = space.keep_rounding === 'up' ? Math.ceil(exact - 1e-9) : Math.floor(exact + 1e-9);
        const each = space.fixed_paths === 'each_input';
        const longest = each ? space.inputs * (network.depth + 1) : space.inputs;
        const shortest = each ? Math.max(space.inputs, network.depth + 1) : space.inputs;
        const count = links(network).length;
        if (share >= longest) expect(count).to.equal(share);
        else expect(count).to.be.within(Math.max(share, shortest), longest);
      }),
      RUNS,
    );
  });

  it("the paper's teachers have 14, 35 and 48 weights", () => {
    const cases = [
      { depth: 2, rate: 70, total: 45, count: 14 },
      { depth: 3, rate: 50, total: 70, count: 35 },
      { depth: 4, rate: 50, total: 95, count: 48 },
    ];
    for (const { depth, rate, total, count } of cases) {
      const space = { ...PAPER, min_width: 5, depths: [depth], drop_rates: [rate] };
      for (let index = 0; index < 100; index++) {
        const network = generate({ ...space, max_width: 5 }, 'teacher', index);
        expect(possibleLinks({ ...space, max_width: 5 }, network)).to.equal(total);
        expect(links(network).length).to.equal(count);
      }
    }
  });

  it('links are counted in whole numbers, rounded up or down', () => {
    expect(keepCount(45, 6, 70, 'up')).to.equal(14);
    expect(keepCount(45, 6, 70, 'down')).to.equal(13);
    expect(keepCount(95, 6, 50, 'up')).to.equal(48);
    // 0.3 * 10 is 3.0000000000000004 in floating point for 100 - 70; whole numbers know better.
    expect(keepCount(10, 1, 70, 'up')).to.equal(3);
    expect([keepCount(3, 0, 33, 'up'), keepCount(3, 0, 33, 'down')]).to.deep.equal([3, 2]);
    expect(keepCount(10, 7, 70, 'up')).to.equal(7);
    expect(keepCount(10, 0, 99, 'down')).to.equal(0);
  });

  it('a space whose smallest width exceeds its greatest, or a depth that it has not, is refused', () => {
    expect(() => generate({ ...PAPER, min_width: 8 }, 'x', 0)).to.throw(
      RangeError,
      'min_width 8 exceeds max_width 7',
    );
    expect(() => generate(PAPER, 'x', 0, 5)).to.throw(RangeError, 'no networks of depth 5');
  });
});
