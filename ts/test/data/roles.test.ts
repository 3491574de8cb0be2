import { expect } from 'chai';
import { chooseColumns, type Roles } from '../../data/roles.ts';
import { complaint, frameOf } from './read/frames.ts';

const ROWS = 60;
const number = (row: number) => (row * 37) % 101;

/** Nothing but the target is said. */
const NOTHING: Roles = { targets: ['y'], inputs: null, drop: [], splitBy: null, groupBy: null };

/** A table of ROWS rows with a target `y`, two inputs, and columns of the names and cells given. */
async function choose(
  more: Readonly<Record<string, (row: number) => string | number>>,
  roles: Partial<Roles> = {},
) {
  const columns = {
    a: number,
    b: (row: number) => number(row + 7) / 2,
    ...more,
    y: (row: number) => number(row) ** 2,
  };
  const rows = Array.from({ length: ROWS }, (_, row) =>
    Object.values(columns)
      .map((cell) => cell(row))
      .join(','),
  );
  const { frame } = await frameOf(`${Object.keys(columns).join(',')}\n${rows.join('\n')}\n`);
  return chooseColumns(frame, { ...NOTHING, ...roles });
}

const word = (row: number) => `w${String.fromCharCode(97 + (row % 26))}${Math.floor(row / 26)}`;

describe('the inputs of a table', () => {
  it('are all columns but the targets and those dropped', async () => {
    expect(await choose({})).to.deep.equal({ inputs: ['a', 'b'], notes: [] });
    expect((await choose({}, { targets: ['y', 'a'] })).inputs).to.deep.equal(['b']);
    expect((await choose({}, { drop: ['a'] })).inputs).to.deep.equal(['b']);
    expect(
      (await choose({ colour: (row) => ['red', 'blue', 'green'][row % 3] as string })).inputs,
    ).to.deep.equal(['a', 'b', 'colour']);
  });

  const left: [string, (row: number) => string | number, string][] = [
    ['c', () => 5, 'is the same in every row'],
    ['c', () => 'x', 'is the same in every row'],
    ['c', () => '', 'has no values'],
    ['c', word, 'has another text in nearly every row, as a name or an identifier has'],
    ['c', (row) => `person ${row}`, 'has another text in nearly every row, as a name or an identifier has'],
    ['c', (row) => `${row}a${row}`, 'has another text in nearly every row, as a name or an identifier has'],
    ['c', (row) => `01/02/${1900 + row}`, 'holds dates that are not written as 2024-12-31 ("01/02/1900")'],
    [
      'c',
      (row) => `${row % 24}:${10 + (row % 50)}`,
      'holds times of a day that are not written as numbers, say of hours ("0:10")',
    ],
    ['c', (row) => `1.2.${row}`, 'has another text in nearly every row, as a name or an identifier has'],
    ['c', (row) => `${10 + row}.5 kg`, 'holds numbers with something beside them ("10.5 kg")'],
    ['c', (row) => word(row % 30), 'has 30 texts, none of them in 5 rows'],
    ['c', (row) => row + 1, 'numbers the rows'],
    ['index', (row) => row, 'numbers the rows'],
    [
      'customer_id',
      (row) => number(row) + 1000,
      'has another whole number in every row, as an identifier has',
    ],
    ['c', number, 'is the same as "a"'],
  ];
  for (const [name, cell, reason] of left) {
    it(`leave out a column that ${reason}, which is said`, async () => {
      expect(await choose({ [name]: cell })).to.deep.equal({
        inputs: ['a', 'b'],
        notes: [`the input "${name}" ${reason}: it is left out`],
      });
    });
  }

  it('leave out what rows are split by, which is said, unless it is named, and what names groups', async () => {
    expect(await choose({}, { splitBy: 'a' })).to.deep.equal({
      inputs: ['b'],
      notes: ['rows are split by the column "a": it is no input, unless --inputs names it'],
    });
    expect(await choose({}, { splitBy: 'a', inputs: 'a,b' })).to.deep.equal({
      inputs: ['a', 'b'],
      notes: [],
    });
    expect(await choose({}, { groupBy: 'a' })).to.deep.equal({ inputs: ['b'], notes: [] });
    expect(await choose({}, { groupBy: 'a', inputs: 'a,b' })).to.deep.equal({ inputs: ['b'], notes: [] });
  });

  it('leave out a column without a name, which is said', async () => {
    expect(await choose({ '': number })).to.deep.equal({
      inputs: ['a', 'b'],
      notes: ['column 3 has no name: it is left out'],
    });
  });

  it('keep a column that is the same or missing, one that counts from 0, and the number of the row where it is alone', async () => {
    for (const cell of [
      (row: number) => (row % 2 ? 5 : ''),
      (row: number) => (row % 2 ? 'x' : ''),
      (row: number) => row,
    ]) {
      expect((await choose({ c: cell })).inputs).to.deep.equal(['a', 'b', 'c']);
    }
    expect((await choose({ c: (row) => row + 1 }, { drop: ['a', 'b'] })).inputs).to.deep.equal(['c']);
  });

  it('are those that are named, of which only a constant one is left out', async () => {
    const more = { c: number, n: (row: number) => row + 1, k: () => 5 };
    for (const inputs of [['n', 'c', 'a', 'k'], 'n, c,a,k']) {
      expect(await choose(more, { inputs })).to.deep.equal({
        inputs: ['n', 'c', 'a'],
        notes: ['the input "k" is the same in every row: it is left out'],
      });
    }
  });

  const wrong: [string, Partial<Roles>, string][] = [
    ['an unknown input', { inputs: 'A' }, 't.csv has no column "A"; did you mean "a"?'],
    [
      'an unknown target of one letter, of which every other is one away',
      { targets: ['z'] },
      't.csv has no column "z"; it has "a", "b", "w", "k", "broken", "y".',
    ],
    ['an unknown target', { targets: ['yy'] }, 't.csv has no column "yy"; did you mean "y"?'],
    [
      'an unknown column to drop',
      { drop: ['name of it'] },
      't.csv has no column "name of it"; it has "a", "b", "w", "k", "broken", "y".',
    ],
    ['a target among the inputs', { inputs: ['a', 'y'] }, 'The target "y" cannot be one of the inputs.'],
    ['an input named twice', { inputs: 'a,a' }, 'The inputs name "a" twice.'],
    ['a target named twice', { targets: ['y', 'y'] }, 'The targets name "y" twice.'],
    ['a target that is dropped', { drop: ['y'] }, 'The target "y" cannot be dropped.'],
    ['a split by the target', { splitBy: 'y' }, 'Rows cannot be split by the target "y" (--split).'],
    ['a split by no column', { splitBy: 'yy' }, 't.csv has no column "yy"; did you mean "y"?'],
    ['groups by the target', { groupBy: 'y' }, 'The target "y" cannot name groups of rows, too (--by).'],
    [
      'words that repeat too seldom, by name',
      { inputs: 'w' },
      't.csv: the input "w" has another text in nearly every row, as a name or an identifier has, so that nothing can be learned from it.',
    ],
    [
      'no column that is left',
      { drop: ['a', 'b', 'w', 'broken'] },
      't.csv has no input besides the target "y": the input "k" is the same in every row: it is left out.',
    ],
    [
      'a broken column',
      {},
      't.csv:5: column "broken" has the text "oops" among numbers: correct it, or have it read as missing (--missing oops), or the column as words (--category broken).',
    ],
  ];
  for (const [what, roles, message] of wrong) {
    it(`are refused in one sentence for ${what}`, async () => {
      const more = { w: word, k: () => 5, broken: (row: number) => (row === 3 ? 'oops' : row) };
      expect(await complaint(() => choose(more, roles))).to.equal(message);
    });
  }

  it('are refused for want of rows before they are looked at', async () => {
    const { frame } = await frameOf('a,y\n');
    expect(await complaint(() => chooseColumns(frame, NOTHING))).to.equal('t.csv has a header and no rows.');
    const one = (await frameOf('a,y\n1,2\n')).frame;
    expect(await complaint(() => chooseColumns(one, NOTHING))).to.equal(
      't.csv has 1 row; at least 10 are needed.',
    );
  });

  it('do not touch a broken column that is not asked for', async () => {
    const more = { broken: (row: number) => (row === 3 ? 'oops' : row) };
    expect((await choose(more, { inputs: 'a,b' })).inputs).to.deep.equal(['a', 'b']);
    expect((await choose(more, { drop: ['broken'] })).inputs).to.deep.equal(['a', 'b']);
  });
});
