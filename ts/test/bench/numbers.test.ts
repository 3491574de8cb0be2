import { expect } from 'chai';
import fc from 'fast-check';
import { median } from '../../bench/median.ts';
import { slope } from '../../bench/memory.ts';
import { speedOf } from '../../bench/training.ts';

describe('bench/median', () => {
  const numbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });

  it('has no more than half of the values on either side', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const middle = median(values);
        expect(values.filter((value) => value < middle).length).to.be.at.most(values.length / 2);
        expect(values.filter((value) => value > middle).length).to.be.at.most(values.length / 2);
      }),
    );
  });

  it('of an even number of values is between the middle two', () => {
    expect(median([4, 1, 100, 2])).to.equal(3);
  });

  it('of nothing is refused', () => {
    expect(() => median([])).to.throw(RangeError, 'nothing was measured');
  });
});

describe('bench/training', () => {
  const readings = [
    { at: 10, networks: 100, idleSeconds: 9 },
    { at: 12, networks: 300, idleSeconds: 0.1 },
    { at: 13, networks: 400, idleSeconds: 0.2 },
    { at: 20, networks: 500, idleSeconds: 0 },
  ];

  it('takes the median rate over the requests, which one slow request does not move', () => {
    expect(speedOf(readings).networksPerSecond).to.equal(100);
    expect(speedOf(readings)).to.include({ networks: 400, seconds: 10 });
  });

  it('leaves out what the kernel waited for before the first answer', () => {
    expect(speedOf(readings).idlePercent).to.be.closeTo(3, 1e-9);
  });
});

describe('bench/memory', () => {
  const sample = (networks: number, kernel: number) => ({
    networks,
    kernel: { now: kernel, peak: kernel },
    node: { now: 50, peak: 60 },
  });

  it('finds the growth of the second half, whatever the first did', () => {
    const samples = [sample(0, 900), sample(10, 0), sample(20, 100), sample(30, 130), sample(40, 160)];
    expect(slope(samples, 'kernel')).to.be.closeTo(3, 1e-9);
  });

  it('finds none where memory is flat', () => {
    const samples = [1, 2, 3, 4].map((networks) => sample(networks, networks));
    expect(slope(samples, 'node')).to.equal(0);
    expect(slope(samples, 'kernel')).to.be.closeTo(1, 1e-9);
  });
});
