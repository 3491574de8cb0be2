import { expect } from 'chai';
import { leapsIntoGap, pointsInGaps } from '../../export/gaps.ts';
import type { NetworkFile } from '../../schema/types.ts';
import { plainNetwork } from './plain-network.ts';

/** height tanh(gain (x - at)) of the first of the inputs. */
function step(inputs: number, height: number, gain: number, at: number): NetworkFile {
  const columns = Array.from({ length: inputs }, (_, i) => ({ name: `x${i + 1}`, offset: 0, scale: 1 }));
  return plainNetwork(columns, { name: 'y', offset: 0, scale: 1 }, [
    { weights: [columns.map((_, i) => (i === 0 ? gain : 0))], bias: [-gain * at], activations: ['tanh'] },
    { weights: [[height / 2]], bias: null, activations: ['linear'] },
  ]);
}

/** So many rows of two inputs, dense in the middle and at the corners. */
function scattered(count: number) {
  const x = Float64Array.from({ length: 2 * count }, (_, place) => Math.sin(17 * place) ** 3);
  return { x, y: x.subarray(0, count) };
}

/** Rows of one input, evenly spaced. */
const along = Float64Array.from({ length: 31 }, (_, row) => row / 15 - 1);

describe('export/gaps', () => {
  it('steps from rows to where there are none, as far as rows lie apart, and not beyond the range of an input', () => {
    const seen = scattered(40);
    const { x, from } = pointsInGaps(seen);
    expect(from.length).to.be.above(0);
    expect(x).to.have.lengthOf(2 * from.length);
    const [least, greatest] = [Math.min(...seen.x), Math.max(...seen.x)];
    expect([...x].filter((value) => value < least - 1e-12 || value > greatest + 1e-12)).to.deep.equal([]);
    const crowded = [...from.entries()].filter(([point, row]) => {
      const away = (other: number) =>
        Math.hypot(...[0, 1].map((i) => (x[2 * point + i] as number) - (seen.x[2 * other + i] as number)));
      return Math.min(...Array.from(seen.y.keys(), away)) < 0.4 * away(row);
    });
    expect(crowded).to.deep.equal([]);
  });

  it('finds points beside a row that lies alone, and none in a row of rows without a gap', () => {
    const evenly = pointsInGaps({ x: along, y: along });
    expect(evenly.from).to.have.lengthOf(0);
    const alone = Float64Array.from(along, (value, row) => (row > 27 ? value + 2 : value));
    const { x, from } = pointsInGaps({ x: alone, y: along });
    expect(from.length).to.be.above(0);
    for (const value of x) expect(value).to.be.within(along[27] as number, alone[28] as number);
  });

  it('has none of more than 200 rows: enough of those that are left out lie in gaps', () => {
    expect(pointsInGaps(scattered(200)).from.length).to.be.above(0);
    expect(pointsInGaps(scattered(201)).from).to.have.lengthOf(0);
  });

  it('is of the same points whatever the units', () => {
    const { x, y } = scattered(30);
    const plain = pointsInGaps({ x, y });
    const other = pointsInGaps({ x: x.map((value, place) => (place % 2 ? 1e6 * value + 5 : value)), y });
    expect(plain.from.length).to.be.above(0);
    expect(other.from).to.deep.equal(plain.from);
    const back = other.x.map((value, place) => (place % 2 ? (value - 5) / 1e6 : value));
    expect(Math.max(...back.map((value, place) => Math.abs(value - (plain.x[place] as number))))).to.be.below(
      1e-8,
    );
  });

  it('tells a network that leaps there from one that does not, and from one that leaps between near rows', () => {
    const alone = Float64Array.from(along, (value, row) => (row > 27 ? value + 2 : value));
    const seen = { x: alone, y: along };
    const gaps = pointsInGaps(seen);
    const [at, range] = [0.83, 2];
    expect(leapsIntoGap(step(1, 2.5 * range, 200, at), seen, gaps, 0)).to.equal(true);
    expect(leapsIntoGap(step(1, 0.9 * range, 200, at), seen, gaps, 0)).to.equal(false);
    expect(leapsIntoGap(step(1, 2.5 * range, 200, -0.5), seen, gaps, 0)).to.equal(false);
    expect(leapsIntoGap(step(1, 2.5 * range, 200, at), seen, gaps, 2 * range)).to.equal(false);
  });
});
