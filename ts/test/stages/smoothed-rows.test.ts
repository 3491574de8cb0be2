import { expect } from 'chai';
import type { NetworkFile } from '../../schema/types.ts';
import { smoothedRows } from '../../stages/compress/smoothed.ts';

const number = (name: string) => ({ name, kind: 'number' as const, fill: null, levels: null });
const value = (column: number) =>
  ({ name: `x${column}`, column, takes: 'value', level: null, offset: 0, scale: 1 }) as const;
const kinds = ['red', 'green', 'blue'];

/** Two numbers, and a category as two numbers that say its level. */
const network = {
  columns: [number('a'), number('b'), { name: 'kind', kind: 'category', fill: null, levels: kinds }],
  inputs: [
    value(0),
    value(1),
    ...[0, 1].map((level) => ({ ...value(2), takes: 'level' as const, level: kinds[level] as string })),
  ],
} as unknown as NetworkFile;

const ROWS = 300;

/** a, b = a + a little, and a category that goes round. */
const x = Float64Array.from({ length: ROWS * 4 }, (_, place) => {
  const [row, input] = [Math.floor(place / 4), place % 4];
  const a = 10 + 3 * Math.sin(row * 1.7);
  if (input === 0) return a;
  if (input === 1) return a + Math.cos(row * row);
  return row % 3 === input - 2 ? 1 : 0;
});

function column(values: Float64Array, input: number): Float64Array {
  return values.filter((_, place) => place % 4 === input);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** The covariance of two inputs. */
function covariance(values: Float64Array, i: number, j: number): number {
  const [a, b] = [column(values, i), column(values, j)];
  const [ofA, ofB] = [meanOf(a), meanOf(b)];
  return meanOf(a.map((each, row) => (each - ofA) * ((b[row] as number) - ofB)));
}

describe('points of the distribution of a few rows', () => {
  const points = smoothedRows(network, { count: ROWS, x }, 20_000, 'test');

  it('have the means, variances and correlations of the rows, and are none of them', () => {
    for (const i of [0, 1]) expect(meanOf(column(points, i))).to.be.closeTo(meanOf(column(x, i)), 0.1);
    for (const [i, j] of [
      [0, 0],
      [1, 1],
      [0, 1],
    ] as const) {
      expect(covariance(points, i, j) / covariance(x, i, j)).to.be.closeTo(1, 0.05);
    }
    const known = new Set(column(x, 0));
    expect(column(points, 0).every((each) => !known.has(each))).to.equal(true);
  });

  it('say of a category what one row says', () => {
    const [red, green] = [column(points, 2), column(points, 3)];
    for (const level of [red, green]) expect(meanOf(level)).to.be.closeTo(1 / 3, 0.03);
    expect(
      red.every((each, row) => (each === 0 || each === 1) && each * (green[row] as number) === 0),
    ).to.equal(true);
  });

  it('are the same again for the same label, and others for another', () => {
    const some = (label: string) => smoothedRows(network, { count: ROWS, x }, 5, label);
    expect(some('one')).to.deep.equal(some('one')).and.not.to.deep.equal(some('other'));
  });
});
