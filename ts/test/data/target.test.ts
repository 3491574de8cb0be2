import { expect } from 'chai';
import { type Target, type Task, targetOf } from '../../data/target.ts';
import { complaint, frameOf } from './read/frames.ts';

const repeat = (cells: readonly (string | number)[], times: number) =>
  Array.from({ length: times }, () => cells).flat();

async function target(
  cells: readonly (string | number)[],
  task: Task = 'auto',
  options = {},
): Promise<[Target, string[]]> {
  const { frame } = await frameOf(`y,n\n${cells.map((cell) => `${cell},0\n`).join('')}`, options);
  const said: string[] = [];
  return [targetOf(frame, ['y'], task, (sentence) => said.push(sentence)), said];
}

describe('a target', () => {
  it('of numbers is for regression, of words for classification', async () => {
    const numbers = repeat([0.5, 1, 2, -7, 1e9], 2);
    const [regression, said] = await target(numbers);
    expect(regression).to.deep.equal({
      kind: 'regression',
      names: ['y'],
      rows: numbers.map((_, row) => row),
      dropped: 0,
      y: Float64Array.from(numbers),
    });
    expect(said).to.deep.equal([]);
    const [classes] = await target(repeat(['yes', 'no', 'maybe'], 5));
    expect(classes).to.deep.include({ kind: 'classification', labels: ['maybe', 'no', 'yes'] });
    expect([...classes.y.slice(0, 3)]).to.deep.equal([2, 1, 0]);
  });

  it('of two whole numbers next to each other or of opposite signs is for classification, which is said', async () => {
    for (const pair of [
      [0, 1],
      [1, 2],
      [-1, 1],
    ]) {
      const [classes, said] = await target(repeat(pair.toReversed(), 6));
      expect(classes).to.deep.include({ kind: 'classification', labels: pair.map(String) });
      expect([...classes.y.slice(0, 2)]).to.deep.equal([1, 0]);
      expect(said).to.deep.equal([
        `the target "y" is ${pair.join(' or ')} in every row: it is taken for two classes (--task regression takes it for a number)`,
      ]);
    }
    for (const pair of [
      [0, 2],
      [0, 0.5],
      [3, 4],
    ])
      expect((await target(repeat(pair, 6)))[0].kind).to.equal('regression');
  });

  it('is for what the user asks', async () => {
    expect((await target(repeat([0, 1], 6), 'regression'))[0].kind).to.equal('regression');
    const [classes] = await target(repeat([10, 9, 2.5], 6), 'classification');
    expect(classes).to.deep.include({ kind: 'classification', labels: ['2.5', '9', '10'] });
    const words = await target(repeat([10, 9, 2.5], 6), 'auto', { category: ['y'] });
    expect(words[0]).to.deep.equal(classes);
  });

  it('is dropped and counted where it is missing', async () => {
    const [read] = await target(['', ...repeat([1, 2.5], 5), 'NA']);
    expect([read.dropped, read.rows, read.y.length]).to.deep.equal([2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 10]);
  });

  it('may be several columns of numbers, row-major, in the rows that have all', async () => {
    const { frame } = await frameOf(
      `a,b,n\n${Array.from({ length: 11 }, (_, row) => `${row},${row === 2 ? '' : -row},0\n`).join('')}`,
    );
    const read = targetOf(frame, ['b', 'a'], 'auto', () => {});
    expect([...read.y.slice(0, 6)]).to.deep.equal([0, 0, -1, 1, -3, 3]);
    expect([read.dropped, read.names]).to.deep.equal([1, ['b', 'a']]);
  });

  it('has its rare classes said', async () => {
    const [, said] = await target([...repeat(['a', 'b'], 6), 'c', 'd', 'd']);
    expect(said).to.deep.equal([
      'the class "c" has 1 row: too few to learn it',
      'the class "d" has 2 rows: too few to learn it',
    ]);
  });

  const words = Array.from({ length: 21 }, (_, place) => `w${place}`);
  const wrong: [string, readonly (string | number)[], Task, string][] = [
    [
      'one number',
      repeat([5], 12),
      'auto',
      't.csv: the target "y" is 5 in every row, so there is nothing to predict.',
    ],
    [
      'one word',
      repeat(['no', ''], 12),
      'auto',
      't.csv: the target "y" is no in every row, so there is nothing to predict.',
    ],
    [
      'many words',
      words,
      'auto',
      't.csv: the target "y" has 21 different values and classification takes at most 20 classes: does it name the rows, rather than say what is to be predicted?',
    ],
    [
      'many words that repeat',
      repeat(words, 3),
      'auto',
      't.csv: the target "y" has 21 different values and classification takes at most 20 classes.',
    ],
    [
      'weights with their unit',
      words.map((_, place) => `${place}.50 kg`),
      'auto',
      't.csv: the target "y" holds numbers with something beside them ("0.50 kg"): write it as numbers.',
    ],
    [
      'many numbers for classes',
      words.map((_, place) => place),
      'classification',
      't.csv: the target "y" has more than 20 different values and classification takes at most 20 classes.',
    ],
    [
      'words for regression',
      ['', ...repeat(['no', 'yes'], 6)],
      'regression',
      't.csv:3: the target "y" has the text "no"; regression takes numbers.',
    ],
    [
      'dates',
      words.map((_, place) => `2024-01-${place + 10}`).slice(0, 12),
      'auto',
      't.csv: the target "y" is a date; write it as a number, say of days, to predict it.',
    ],
    ['no rows', [], 'auto', 't.csv has a header and no rows.'],
    [
      'nine rows',
      [...repeat([1, 2, 3], 3), ''],
      'auto',
      't.csv has 9 rows with a target of 10; at least 10 are needed.',
    ],
    [
      'numbers and a word',
      [...repeat([1, 2, 3], 4), 'x'],
      'auto',
      't.csv:14: column "y" has the text "x" among numbers: correct it, or have it read as missing (--missing x), or the column as words (--category y).',
    ],
  ];
  for (const [what, cells, task, message] of wrong) {
    it(`is refused in one sentence for ${what}`, async () => {
      expect(await complaint(() => target(cells, task))).to.equal(message);
    });
  }

  it('is refused for words among several targets, and for several to classify', async () => {
    const { frame } = await frameOf(
      `a,b\n${Array.from({ length: 12 }, (_, row) => `${row},${row % 2 ? 'x' : 'z'}\n`).join('')}`,
    );
    expect(await complaint(() => targetOf(frame, ['a', 'b'], 'auto', () => {}))).to.equal(
      't.csv:2: the target "b" has the text "z"; several targets must be numbers.',
    );
    expect(await complaint(() => targetOf(frame, ['a', 'b'], 'classification', () => {}))).to.equal(
      'Classification takes one target.',
    );
  });
});
