import { expect } from 'chai';
import fc from 'fast-check';
import { copies, distinctRows, foldViews } from '../../data/folds.ts';
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
  .map((rows) => ({
    x: Float64Array.from(rows.flatMap(([a, b]) => [b, a])),
    y: Float64Array.from(rows, ([, , c]) => c),
  }));

const reversed = ({ x, y }: { x: Float64Array; y: Float64Array }) => ({
  x: Float64Array.from(
    Array.from(y.keys())
      .reverse()
      .flatMap((row) => [x[2 * row] as number, x[2 * row + 1] as number]),
  ),
  y: y.toReversed(),
});

describe('data/folds', () => {
  it('copies of a row become one that counts as many times, in an order that is not the file’s', () => {
    const rows = distinctRows(Float64Array.of(1, 2, 5, 6, 1, 2), Float64Array.of(9, 3, 9));
    expect(rows).to.deep.equal({
      x: Float64Array.of(5, 6, 1, 2),
      y: Float64Array.of(3, 9),
      counts: Float64Array.of(1, 2),
    });
    fc.assert(
      fc.property(anyRows, (table) => {
        const back = reversed(table);
        expect(distinctRows(back.x, back.y)).to.deep.equal(distinctRows(table.x, table.y));
        const { counts } = distinctRows(table.x, table.y);
        expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(table.y.length);
      }),
      RUNS,
    );
  });

  it('every row is left out by one view a repeat, which does not have it, and all others do', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 30 }),
        fc.integer({ min: 2, max: 10 }),
        fc.integer({ min: 1, max: 3 }),
        (list, number, repeats) => {
          const counts = Float64Array.from(list);
          const views = foldViews(counts, { number, repeats }, 1);
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
        const part = splitTable(table.x, table.y, [5, 3, 2], seed);
        const back = reversed(table);
        expect(splitTable(back.x, back.y, [5, 3, 2], seed).toReversed()).to.deep.equal(part);
        for (const rows of copies(table.x, table.y)) {
          expect(new Set(rows.map((row) => part[row])).size).to.equal(1);
        }
      }),
      RUNS,
    );
  });
});
