import { expect } from 'chai';
import { type Entry, judge } from '../../contest/contest.ts';

/** A front of one point whose hypervolume is `volume`. */
function entry(task: string, method: string, volume: number, seed = 0): Entry {
  return { task, method, seed, points: [{ nonzeros: 0, fvu: 10 ** (-8 * volume) }] };
}

describe('a contest', () => {
  it('scores a method on a task by the mean over seeds, and says how far they spread', () => {
    const { scores } = judge([entry('t', 'a', 0.2), entry('t', 'a', 0.6, 1), entry('t', 'b', 0.1)], 'a');
    const [a] = scores;
    expect(a?.mean).to.be.closeTo(0.4, 1e-12);
    expect([a?.least, a?.greatest]).to.satisfy(
      ([least = 0, greatest = 0]: number[]) =>
        Math.abs(least - 0.2) < 1e-12 && Math.abs(greatest - 0.6) < 1e-12,
    );
    expect(a?.seeds).to.deep.equal([0, 1]);
  });

  it('counts wins, ties within one percent of the larger, and losses of the task means', () => {
    const { duels } = judge(
      [
        ...[entry('1', 'a', 0.5), entry('1', 'b', 0.4)],
        ...[entry('2', 'a', 0.5), entry('2', 'b', 0.5049)],
        ...[entry('3', 'a', 0.5), entry('3', 'b', 0.5061)],
        ...[entry('4', 'a', 0.2), entry('4', 'b', 0.5)],
        ...[entry('5', 'a', 0), entry('5', 'b', 0)],
      ],
      'a',
    );
    const [{ wins, ties, losses, tasks, rival } = {}] = duels;
    expect({ wins, ties, losses, tasks, rival }).to.deep.equal({
      wins: 1,
      ties: 2,
      losses: 2,
      tasks: 5,
      rival: 'b',
    });
  });

  it('compares two methods on the tasks that both did, and tests those differences', () => {
    const tasks = ['1', '2', '3', '4', '5'];
    const { duels, methods } = judge(
      [
        ...tasks.map((task, i) => entry(task, 'b', 0.3 - 0.02 * i)),
        ...tasks.map((task) => entry(task, 'a', 0.5)),
        entry('6', 'b', 0.9),
        entry('1', 'c', 0.5),
      ],
      'a',
    );
    expect(methods).to.deep.equal(['a', 'b', 'c']);
    expect(duels.map(({ tasks: count }) => count)).to.deep.equal([5, 1]);
    expect(duels[0]?.p).to.equal(1 / 16);
    expect(duels[0]?.median_difference).to.be.closeTo(0.24, 1e-9);
    expect(duels[1]?.ties).to.equal(1);
  });

  it('knows what all runs together have, and where ours has as much', () => {
    const half = (nonzeros: number, volume: number) => ({ nonzeros, fvu: 10 ** (-8 * volume) });
    const { together, level_with_all } = judge(
      [
        { task: '1', method: 'a', seed: 0, points: [half(0, 0.5)] },
        { task: '1', method: 'b', seed: 0, points: [half(75, 0.9)] },
        entry('2', 'a', 0.5),
        entry('2', 'b', 0.5049),
        entry('3', 'a', 0.7),
        entry('3', 'a', 0.6, 1),
        entry('4', 'b', 0.6),
      ],
      'a',
    );
    // Beyond 75 non-zeros the second point counts: half the box at .9, half at .5.
    expect(together.map((volume) => volume.toFixed(4))).to.deep.equal([
      '0.7000',
      '0.5049',
      '0.7000',
      '0.6000',
    ]);
    expect(level_with_all).to.equal(1);
  });
});
