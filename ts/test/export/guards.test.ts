import { expect } from 'chai';
import { distrust, pointsBetween } from '../../export/guards.ts';
import type { NetworkFile } from '../../schema/types.ts';
import { plainNetwork } from './plain-network.ts';

/** tanh(gain (x - at)) twice with opposite signs: a spike of height `height` at `at`, as narrow as `gain` is large. */
function spike(height: number, gain: number, at: number): NetworkFile {
  const bias = [-gain * (at - 0.02), -gain * (at + 0.02)];
  return plainNetwork([{ name: 'x', offset: 0, scale: 1 }], { name: 'y', offset: 0, scale: 1 }, [
    { weights: [[gain], [gain]], bias, activations: ['tanh', 'tanh'] },
    { weights: [[height / 2, -height / 2]], bias: null, activations: ['linear'] },
  ]);
}

const rows = 21;
const x = Float64Array.from({ length: rows }, (_, row) => row / 10 - 1);
const seen = { x, y: x.map((value) => Math.sin(value)) };
const points = pointsBetween(seen);

describe('export/guards', () => {
  it('looks at rows, at their neighbours, and evenly between them', () => {
    expect(points.length).to.equal(rows * 2 * 9);
    expect(points[0]).to.equal(-1);
    expect(points[8]).to.be.closeTo(-0.9, 1e-12);
    expect(points[4]).to.be.closeTo(-0.95, 1e-12);
  });

  it('trusts a network that stays about the target', () => {
    expect(distrust(spike(1, 3, 0), seen, points, seen.y)).to.equal(null);
  });

  it('distrusts one that leaves the target’s range by more than the range between two rows', () => {
    expect(distrust(spike(9, 500, 0.05), seen, points, seen.y)).to.equal('range');
  });

  it('distrusts one that swings between two rows', () => {
    expect(distrust(spike(1.6, 500, 0.05), seen, points, seen.y)).to.equal('slope');
  });

  it('distrusts one whose answer to a row hangs on that row', () => {
    const leftOut = seen.y.map((value, row) => (row === 3 ? 50 : value));
    expect(distrust(spike(1, 3, 0), seen, points, leftOut)).to.equal('leverage');
  });
});
