import { expect } from 'chai';
import fc from 'fast-check';
import { columnOf } from '../../../data/frame.ts';
import { cells, complaint, frameOf, kinds } from './frames.ts';

/** A table of the one column `a`, beside a column that keeps empty cells from making empty lines. */
const columnText = (values: readonly string[]) =>
  `a,n\n${values.map((value) => `"${value.replaceAll('"', '""')}",0\n`).join('')}`;
const column = async (values: readonly string[], options = {}) =>
  (await frameOf(columnText(values), options)).frame.columns[0];

describe('a column', () => {
  it('holds numbers as people write them', async () => {
    const texts = ['1e3', ' 3.5 ', '+4', '-.5', '7.', '1E-2', '0', '007', '12345678.25'];
    expect(cells(await column(texts))).to.deep.equal([1000, 3.5, 4, -0.5, 7, 0.01, 0, 7, 12345678.25]);
  });

  it('holds words, sorted by code unit', async () => {
    const { frame } = await frameOf('a,y\nred,1\nBlue,2\n"",3\nälter,4\nred,5\n');
    const [a] = frame.columns;
    expect(a).to.deep.equal({
      kind: 'category',
      name: 'a',
      levels: ['Blue', 'red', 'älter'],
      codes: Int32Array.of(1, 0, -1, 2, 1),
    });
  });

  it('holds words where it is yes or no, true or false, y or n', async () => {
    for (const pair of [
      ['yes', 'no'],
      ['TRUE', 'FALSE'],
      ['y', 'n'],
      ['t', 'f'],
    ]) {
      expect(await column(pair))
        .to.include({ kind: 'category' })
        .with.property('levels')
        .with.lengthOf(2);
    }
  });

  it('holds dates, in UTC where no zone is named', async () => {
    const texts = [
      '1970-01-02',
      '2024-02-29T12:30',
      '2024-02-29 12:30:15.5Z',
      '',
      '2024-01-01T01:00:00+01:00',
    ];
    const read = await column(texts);
    expect(read?.kind).to.equal('date');
    expect(cells(read)).to.deep.equal([86400, 1709209800, 1709209815.5, null, 1704067200]);
    expect((await column(['2023-02-29', '2024-13-01', '29.02.2023']))?.kind).to.equal('category');
    const others = ['2024/2/29', '2024.02.29 12:30', '29.2.2024', '29.02.2024  12:30:15,5', '1.1.1970'];
    expect(cells(await column(others))).to.deep.equal([1709164800, 1709209800, 1709164800, 1709209815.5, 0]);
    expect((await column(['12/31/2024', '1/2/2024']))?.kind).to.equal('category');
    expect((await column(['2024/02-29', '2024-02/28']))?.kind).to.equal('category');
  });

  it('has the usual words for a missing value, which are counted and said', async () => {
    const words = ['NA', 'N/A', 'NaN', 'null', 'NULL', 'None', '?', '-', ''];
    const { frame, said } = await frameOf(columnText(['1', ...words, '2']));
    expect(cells(frame.columns[0])).to.deep.equal([1, ...words.map(() => null), 2]);
    expect(said).to.deep.equal([
      't.csv: 8 cells are read as missing ("NA", "N/A", "NaN", "null", "NULL", "None", "?", "-").',
    ]);
    expect(cells(await column(['x', ...words, 'y']))).to.deep.equal(['x', ...words.map(() => null), 'y']);
  });

  it('keeps a dash where it stands beside a plus sign', async () => {
    for (const signs of [
      ['+', '-', '', '-'],
      ['-', '+', '', '-'],
    ]) {
      const { frame, said } = await frameOf(columnText(signs));
      expect(cells(frame.columns[0])).to.deep.equal(signs.map((sign) => sign || null));
      expect(said).to.deep.equal([]);
    }
  });

  it('has the words and the numbers that the user calls missing, numbers in every spelling', async () => {
    const missing = ['-999', 'unknown'];
    const read = await column(['1', '-999.0', '-999', 'unknown', '-9.99e2', '2'], { missing });
    expect(cells(read)).to.deep.equal([1, null, null, null, null, 2]);
    expect(cells(await column(['x', '-999', 'unknown'], { missing }))).to.deep.equal(['x', null, null]);
  });

  it('holds words where the user says so, sorted as numbers where all are', async () => {
    const read = await column(['10', '9', '1.0', '1', 'NA'], { category: ['a'] });
    expect(read).to.deep.include({ kind: 'category', levels: ['1', '9', '10'] });
    expect(cells(read)).to.deep.equal(['10', '9', '1', '1', null]);
    expect(await complaint(() => frameOf('abc,y\n1,2\n', { category: ['abd'] }))).to.equal(
      't.csv has no column "abd"; did you mean "abc"?',
    );
  });

  it('holds words where it has many of them among numbers, with every spelling kept', async () => {
    const texts = ['007', '12A', '2024-01-01', '1.50', 'B'];
    expect(cells(await column(texts))).to.deep.equal(texts);
  });

  it('is the same whatever the order of its cells', async () => {
    const cell = fc.constantFrom('1', '2.5', 'x', 'y', '2024-01-01', '45%', '', 'NA', '-', '+');
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 12 }), fc.nat(), async (texts, turn) => {
        const at = turn % texts.length;
        const turned = [...texts.slice(at), ...texts.slice(0, at)];
        const [one, other] = [await column(texts), await column(turned)];
        expect(one?.kind).to.equal(other?.kind);
        if (one === undefined || one.kind === 'broken') return;
        const back = cells(other) as unknown[];
        expect(cells(one)).to.deep.equal([
          ...back.slice(texts.length - at),
          ...back.slice(0, texts.length - at),
        ]);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('a column of numbers with a few other cells', () => {
  const numbers = Array.from({ length: 20 }, (_, row) => String(row));
  const wrong: [string, string][] = [
    [
      'Torgersen',
      'has the text "Torgersen" among numbers: correct it, or have it read as missing (--missing Torgersen), or the column as words (--category a).',
    ],
    [
      "<0.1 '",
      "has the text \"<0.1 '\" among numbers: correct it, or have it read as missing (--missing '<0.1 '\\'''), or the column as words (--category a).",
    ],
    [
      '0x10',
      'has the text "0x10" among numbers: correct it, or have it read as missing (--missing 0x10), or the column as words (--category a).',
    ],
    ['45%', 'has the text "45%"; write the number without a per cent sign.'],
    ['1,23', 'has the text "1,23"; write the number without commas, and with a point before its decimals.'],
    ['$5', 'has the text "$5"; write the number without "$".'],
    ['-inf', 'has -inf; leave a cell empty where its value is not known.'],
    ['1e999', 'has 1e999, which is too large a number.'],
  ];
  for (const [cell, message] of wrong) {
    it(`is read, and refused with its place only where it is used: ${cell}`, async () => {
      for (const place of [0, 7, 19]) {
        const { frame } = await frameOf(columnText(numbers.with(place, cell)));
        expect(kinds(frame)).to.deep.equal(['a: broken', 'n: number']);
        expect(await complaint(() => columnOf(frame, 'a'))).to.equal(
          `t.csv:${place + 2}: column "a" ${message}`,
        );
      }
    });
  }

  it('is refused where some are infinite, or in another unit than others', async () => {
    expect((await column(['1', 'inf']))?.kind).to.equal('broken');
    for (const texts of [
      ['$5', '€6', '€7'],
      ['5%', '€6', '$5'],
    ]) {
      expect(cells(await column(texts))).to.equal(
        `t.csv:3: column "a" has the text "€6" among numbers with "${texts[0]?.includes('%') ? '%' : '$'}" beside them: write all in one unit.`,
      );
    }
  });

  it('is refused for text among dates and points among decimal commas, too', async () => {
    const dates = numbers.map((day) => `2024-01-${String(Number(day) + 1).padStart(2, '0')}`);
    expect(cells(await column(dates.with(3, 'later')))).to.equal(
      't.csv:5: column "a" has the text "later" among dates: correct it, or have it read as missing (--missing later), or the column as words (--category a).',
    );
    const { frame } = await frameOf('a;b\n1,5;2\n2.5;3\n');
    expect(cells(frame.columns[0])).to.equal(
      't.csv:3: column "a" has 2.5, which has a point among decimal commas.',
    );
  });
});
