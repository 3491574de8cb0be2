import { expect } from 'chai';
import { frameWarnings } from '../../data/frame-warnings.ts';
import { targetOf } from '../../data/target.ts';
import { frameOf } from './read/frames.ts';

const ROWS = 60;
const noise = (row: number) => ((row * 37) % 101) / 10;

async function warnings(
  x: (row: number) => string | number,
  y: (row: number) => string | number = (row) => noise(row * row + 5),
) {
  const { frame } = await frameOf(
    `x,y\n${Array.from({ length: ROWS }, (_, row) => `${x(row)},${y(row)}\n`).join('')}`,
  );
  return frameWarnings(
    frame,
    ['x'],
    targetOf(frame, ['y'], 'auto', () => {}),
  );
}

describe('the warnings of a frame', () => {
  it('say nothing of ordinary columns', async () => {
    expect(await warnings(noise)).to.deep.equal([]);
    expect(await warnings((row) => ['a', 'b', 'c'][row % 3] as string)).to.deep.equal([]);
    expect(await warnings((row) => (row % 7 === 0 ? '' : noise(row)))).to.deep.equal([]);
    expect(await warnings((row) => (row % 9 === 0 ? 100 : 0))).to.deep.equal([]);
  });

  it('name a wild value of an input, and its line below gaps', async () => {
    expect(await warnings((row) => (row === 9 ? -999 : row < 3 ? '' : noise(row)))).to.deep.equal([
      't.csv:11: the input "x" has -999, far from all its other values: correct it if it is a mistake',
    ]);
  });

  it('name a value that stands for a missing one, in an input or in the target', async () => {
    const say = (name: string, value: number) =>
      `the column "${name}" has ${value} in several rows, far from its other values: if it stands for a missing value, say so with --missing ${value}`;
    for (const value of [-999, 9999]) {
      const cell = (row: number) => (row % 20 === 3 ? value : noise(row));
      expect(await warnings(cell)).to.deep.equal([say('x', value)]);
      expect(await warnings(noise, (row) => (row % 20 === 3 ? value : noise(row * row)))).to.include(
        say('y', value),
      );
    }
    expect(await warnings((row) => (row % 20 === 3 ? -1 : 40 + noise(row)))).to.deep.equal([say('x', -1)]);
  });

  it('name an input that is the target, or nearly so, in any unit', async () => {
    const leak = (how: string) => [
      `the input "x" tells the target "y" ${how} by itself: is it known before the target is?`,
    ];
    expect(await warnings((row) => 5 - 1000 * noise(row), noise)).to.deep.equal(leak('exactly'));
    expect(await warnings((row) => (row === 4 ? '' : noise(row)), noise)).to.deep.equal(leak('exactly'));
    expect(await warnings((row) => noise(row) + (row % 2) / 100, noise)).to.deep.equal(
      leak('almost exactly'),
    );
    expect(await warnings((row) => noise(row) + (row % 2), noise)).to.deep.equal([]);
  });

  it('name an input that tells the class, or the number, exactly', async () => {
    const leak = ['the input "x" tells the target "y" exactly by itself: is it known before the target is?'];
    const classes = (row: number) => (row % 4 === 0 ? 'no' : 'yes');
    expect(await warnings((row) => `code ${row % 4}`, classes)).to.deep.equal(leak);
    expect(await warnings((row) => row % 4, classes)).to.deep.equal(leak);
    expect(await warnings((row) => `code ${row % 3}`, classes)).to.deep.equal([]);
    expect(await warnings((row) => `code ${row}`, classes)).to.deep.equal([]);
    expect(
      await warnings(
        (row) => `code ${row % 4}`,
        (row) => [3, 1, 8, 2][row % 4] as number,
      ),
    ).to.deep.equal(leak);
  });

  it('name the row that holds most of the variation, and its line below rows without a target', async () => {
    const target = (row: number) => (row === 8 ? 1e6 : row < 3 ? '' : noise(row * row));
    expect(await warnings(noise, target)).to.deep.equal([
      "t.csv:10: this row alone (y = 1000000) holds 100 % of the target's variation: correct it if it is a mistake; a logarithm of the target may be what you want",
    ]);
  });
});
