import { expect } from 'chai';
import fc from 'fast-check';
import { type Batch, countSteps, generate, generateBatch } from '../../mlp/generate.ts';
import { layout, pack } from '../../mlp/pack.ts';
import type { Space } from '../../mlp/space.ts';
import { anySpace, PAPER, RUNS } from './spaces.ts';

/** The rows of a batch in the order of its networks. */
function rowsInOrder(space: Space, { depths, rows }: Batch): Float32Array[] {
  const next = space.depths.map(() => 0);
  return Array.from(depths, (position) => {
    const { size } = layout(space, space.depths[position] ?? 0);
    const start = next[position] ?? 0;
    next[position] = start + size;
    return rows[position]?.slice(start, start + size) ?? new Float32Array();
  });
}

describe('mlp/generate batches', () => {
  it('a batch holds the networks of its indices, bit for bit, whatever their space', () => {
    fc.assert(
      fc.property(anySpace, fc.nat({ max: 2 ** 40 }), fc.nat({ max: 9 }), (space, first, count) => {
        const batch = generateBatch(space, 'batch', first, count);
        const rows = rowsInOrder(space, batch);
        expect(rows.length).to.equal(count);
        rows.forEach((row, i) => {
          expect(row).to.deep.equal(pack(space, generate(space, 'batch', first + i)));
        });
      }),
      { ...RUNS, numRuns: 50 },
    );
  });

  it('cutting a batch in two changes no network', () => {
    const whole = rowsInOrder(PAPER, generateBatch(PAPER, 'cut', 100, 64));
    const parts = [generateBatch(PAPER, 'cut', 100, 23), generateBatch(PAPER, 'cut', 123, 41)];
    expect(parts.flatMap((part) => rowsInOrder(PAPER, part))).to.deep.equal(whole);
  });

  it('counts say how many rows each depth has, in the order of the space', () => {
    const space = { ...PAPER, depths: [3, 1] };
    const { counts, rows, depths, first, count } = generateBatch(space, 'counts', 5, 100);
    expect([first, count, depths.length]).to.deep.equal([5, 100, 100]);
    expect(rows.map(({ length }) => length)).to.deep.equal([
      (counts[0] ?? 0) * layout(space, 3).size,
      (counts[1] ?? 0) * layout(space, 1).size,
    ]);
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).to.equal(100);
  });

  it('a batch of one depth has that depth only; a depth that the space has not is refused', () => {
    const { counts, rows } = generateBatch(PAPER, 'one depth', 0, 3, { depth: 2 });
    expect(counts).to.deep.equal([0, 3, 0, 0]);
    expect(rows[1]?.subarray(0, 91)).to.deep.equal(pack(PAPER, generate(PAPER, 'one depth', 0, 2)));
    expect(() => generateBatch(PAPER, 'x', 0, 1, { depth: 5 })).to.throw(
      RangeError,
      'no networks of depth 5',
    );
  });

  it('with so many unique networks, they come again in turn', () => {
    const rows = rowsInOrder(PAPER, generateBatch(PAPER, 'unique', 8, 10, { unique: 5 }));
    const five = rowsInOrder(PAPER, generateBatch(PAPER, 'unique', 0, 5));
    expect(rows).to.deep.equal([3, 4, 0, 1, 2, 3, 4, 0, 1, 2].map((index) => five[index]));
    const fresh = rowsInOrder(PAPER, generateBatch(PAPER, 'unique', 8, 10, { unique: null }));
    expect(fresh).to.deep.equal(rowsInOrder(PAPER, generateBatch(PAPER, 'unique', 8, 10)));
    expect(fresh).not.to.deep.equal(rows);
  });

  it('a batch of several steps counts the networks of each step', () => {
    const batch = generateBatch(PAPER, 'steps', 0, 60);
    const steps = [0, 20, 40].map((first) => generateBatch(PAPER, 'steps', first, 20).counts);
    expect(countSteps(batch, 20)).to.deep.equal(steps);
  });
});
