import { expect } from 'chai';
import fc from 'fast-check';
import { foldViews } from '../../data/folds.ts';
import { copies, type DistinctRows, distinctRows, type TableRows } from '../../data/rows.ts';
import { splitTable } from '../../data/split.ts';
import { RUNS } from '../mlp/spaces.ts';

/** Rows of small whole numbers, so that some are copies of others: x [S, 2], y [S]. */
const anyRows = fc
  .array(
    fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 1 })),
    {
      minLength: 3,
      maxLength: 40,
    },
  )
  .map((rows) =>
    tableOf(
      rows.flatMap(([a, b]) => [b, a]),
      rows.map(([, , c]) => c),
    ),
  );

const tableOf = (x: readonly number[], y: readonly number[]): TableRows => ({
  count: y.length,
  x: Float64Array.from(x),
  y: Float64Array.from(y),
  group: null,
});

const reversed = ({ x, y }: TableRows): TableRows =>
  tableOf(
    Array.from(y.keys())
      .reverse()
      .flatMap((row) => [x[2 * row] as number, x[2 * row + 1] as number]),
    [...y].reverse(),
  );

/** Rows and the parts they are in, in an order of their own. */
const parted = ({ x, y }: TableRows, part: Uint8Array): string[] =>
  Array.from(part, (each, row) => `${x[2 * row]} ${x[2 * row + 1]} ${y[row]} in ${each}`).sort();

/** Rows without inputs, of which there are so many. */
const counted = (counts: readonly number[], y: readonly number[] = counts.map(() => 0)): DistinctRows => ({
  ...tableOf([], y),
  counts: Float64Array.from(counts),
});

describe('data/folds', () => {
  it('copies of a row become one that counts as many times, in an order that is not the file’s', () => {
    const rows = distinctRows(tableOf([1, 2, 5, 6, 1, 2], [9, 3, 9]));
    expect(rows).to.deep.equal({ ...tableOf([5, 6, 1, 2], [3, 9]), counts: Float64Array.of(1, 2) });
    fc.assert(
      fc.property(anyRows, (table) => {
        const back = reversed(table);
        expect(distinctRows(back)).to.deep.equal(distinctRows(table));
        const { counts } = distinctRows(table);
        expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(table.y.length);
      }),
      RUNS,
    );
  });

  it('rows of equal inputs and different targets are observations, each of its own', () => {
    const x = Array.from({ length: 40 }, (_, row) => row % 4);
    const y = Array.from({ length: 40 }, (_, row) => (row % 3 === 0 ? 1 : 0));
    expect(distinctRows(tableOf(x, y)).count).to.equal(40);
    expect(distinctRows(tableOf(x, x)).count).to.equal(4);
  });

  it('every row is left out by one view a repeat, which does not have it, and all others do', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 30 }),
        fc.integer({ min: 2, max: 10 }),
        fc.integer({ min: 1, max: 3 }),
        (list, number, repeats) => {
          const counts = Float64Array.from(list);
          const views = foldViews(counted(list), { number, repeats }, { by: 'nothing' }, 1);
          const folds = Math.min(number, counts.length);
          expect(views.views).to.equal(1 + repeats * folds);
          counts.forEach((count, row) => {
            expect(views.counts[row]).to.equal(count);
            const lacking = Array.from({ length: views.views }, (_, view) => view).filter(
              (view) => views.counts[view * counts.length + row] === 0,
            );
            const held = Array.from(
              { length: repeats },
              (_, repeat) => views.held[repeat * counts.length + row],
            );
            expect(lacking).to.deep.equal(held);
          });
        },
      ),
      RUNS,
    );
  });

  it('a table is split the same in whatever order its rows come, and copies stay together', () => {
    fc.assert(
      fc.property(anyRows, fc.nat(), (table, seed) => {
        const part = splitTable(table, [5, 3, 2], 'nothing', seed);
        const back = reversed(table);
        expect(parted(back, splitTable(back, [5, 3, 2], 'nothing', seed))).to.deep.equal(parted(table, part));
        const { groups, order, starts } = copies(table);
        for (let g = 0; g < groups; g++) {
          const parts = Array.from(order.subarray(starts[g], starts[g + 1]), (row) => part[row]);
          expect(new Set(parts).size).to.equal(1);
        }
      }),
      RUNS,
    );
  });

  it('classes have about the same share of every part and of every fold', () => {
    const y = Array.from({ length: 100 }, (_, row) => (row % 5 === 0 ? 1 : 0));
    const rows = {
      ...counted(
        y.map(() => 1),
        y,
      ),
      x: Float64Array.from(y, (_, row) => row),
    };
    const part = splitTable(rows, [5, 3, 2], 'classes', 3);
    const share = (of: (row: number) => boolean) => y.filter((which, row) => which === 1 && of(row)).length;
    expect([0, 1, 2].map((wanted) => share((row) => part[row] === wanted))).to.deep.equal([10, 6, 4]);
    const { held } = foldViews(rows, { number: 5, repeats: 1 }, { by: 'classes' }, 3);
    expect([1, 2, 3, 4, 5].map((view) => share((row) => held[row] === view))).to.deep.equal([4, 4, 4, 4, 4]);
  });

  it('a group is in one part and in one fold, and by time the last rows are the test’s', () => {
    const group = Int32Array.from({ length: 60 }, (_, row) => Math.floor(row / 6));
    const rows = { ...counted(Array.from(group, () => 1)), x: Float64Array.from(group.keys()), group };
    const part = splitTable(rows, [5, 3, 2], 'groups', 1);
    const { held } = foldViews(rows, { number: 5, repeats: 1 }, { by: 'groups' }, 1);
    for (const values of [part, held]) {
      const pairs = new Set(Array.from(group, (each, row) => `${each} ${values[row]}`));
      expect(pairs.size).to.equal(10);
    }
    const late = splitTable(rows, [5, 3, 2], 'time', 1);
    expect([...late]).to.deep.equal([...late].sort());
    const folds = foldViews(rows, { number: 5, repeats: 1 }, { by: 'time' }, 1).held;
    expect([...folds]).to.deep.equal([...folds].sort());
  });
});
