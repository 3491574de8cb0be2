import { expect } from 'chai';
import fc from 'fast-check';
import { encode } from '../../data/encode.ts';
import { fitTreatment, rowsUnder } from '../../data/treatment.ts';
import { complaint, frameOf } from './read/frames.ts';

const all = (rows: number) => Array.from({ length: rows }, (_, row) => row);
const column = (name: string, cells: readonly (string | number)[]) =>
  `${name},n\n${cells.map((cell) => `${cell},0\n`).join('')}`;

/** The treatment of one column from all of its rows, and what it makes of them: a list a feature. */
async function treat(cells: readonly (string | number)[], options = {}) {
  const { frame } = await frameOf(column('c', cells), options);
  const treatment = fitTreatment(frame, ['c'], all(frame.rows));
  const encoded = encode(treatment, frame);
  const width = treatment.features.length;
  const values = treatment.features.map(({ name }, place) => [
    name,
    Array.from(encoded.filter((_, index) => index % width === place)),
  ]);
  return { ...treatment, values: Object.fromEntries(values) as Record<string, number[]> };
}

const repeat = (cells: readonly (string | number)[], times: number) =>
  Array.from({ length: times }, () => cells).flat();

describe('the treatment of a column of numbers', () => {
  it('is its value', async () => {
    const { columns, features, values } = await treat([1, 2.5, -3]);
    expect(columns).to.deep.equal([{ name: 'c', kind: 'number', fill: null, levels: null }]);
    expect(features).to.deep.equal([{ name: 'c', column: 0, takes: 'value', level: null }]);
    expect(values).to.deep.equal({ c: [1, 2.5, -3] });
  });

  it('fills gaps with the median, and has a feature for them where a twentieth of the rows has one', async () => {
    const few = await treat([...all(19), '', ...all(20)]);
    expect(few.columns[0]?.fill).to.equal(9);
    expect(few.features.map(({ name }) => name)).to.deep.equal(['c']);
    const many = await treat(['', 1, 5, 4, 2]);
    expect(many.columns[0]?.fill).to.equal(3);
    expect(many.values).to.deep.equal({ c: [3, 1, 5, 4, 2], 'c is missing': [1, 0, 0, 0, 0] });
  });

  it('leaves a gap a gap where it has seen none', async () => {
    const known = fitTreatment((await frameOf(column('c', [1, 2]))).frame, ['c'], [0, 1]);
    expect([...encode(known, (await frameOf(column('c', ['', 7]))).frame)]).to.deep.equal([Number.NaN, 7]);
    expect([...encode(known, (await frameOf(column('c', ['']))).frame)]).to.deep.equal([Number.NaN]);
  });

  it('is learned from the rows given alone', async () => {
    const { frame } = await frameOf(column('c', [1, '', 3, 1000, '']));
    expect(fitTreatment(frame, ['c'], [0, 2]).columns[0]?.fill).to.equal(null);
    expect(fitTreatment(frame, ['c'], [0, 1, 2]).columns[0]?.fill).to.equal(2);
  });
});

describe('the treatment of a column of words', () => {
  it('is one feature for two words', async () => {
    const { columns, features, values } = await treat(['yes', 'no', 'no']);
    expect(columns).to.deep.equal([{ name: 'c', kind: 'category', fill: null, levels: ['no', 'yes'] }]);
    expect(features).to.deep.equal([{ name: 'c = yes', column: 0, takes: 'level', level: 'yes' }]);
    expect(values).to.deep.equal({ 'c = yes': [1, 0, 0] });
  });

  it('is one feature a word in five rows, for at most twelve; the others share zeros', async () => {
    const { columns, values } = await treat([...repeat(['b', 'a'], 5), 'x', 'y']);
    expect(columns[0]?.levels).to.deep.equal(['a', 'b']);
    expect(values['c = a']?.slice(-4)).to.deep.equal([0, 1, 0, 0]);
    expect(values['c = b']?.slice(-4)).to.deep.equal([1, 0, 0, 0]);
    const words = Array.from({ length: 15 }, (_, place) => `w${place + 10}`);
    const many = await treat([...repeat(words, 5), 'w24', 'w23', 'w22']);
    expect(many.columns[0]?.levels).to.deep.equal([...words.slice(0, 9), ...words.slice(12)]);
  });

  it('asks for a hundredth of the rows where these are many', async () => {
    const { columns } = await treat([...repeat(['a', 'b'], 400), ...repeat(['c'], 8), ...repeat(['d'], 9)]);
    expect(columns[0]?.levels).to.deep.equal(['a', 'b', 'd']);
  });

  it('has a feature for gaps where there is any', async () => {
    const { values } = await treat([...repeat(['a', 'b'], 5), '']);
    expect(Object.keys(values)).to.deep.equal(['c = a', 'c = b', 'c is missing']);
    expect(Object.values(values).map((each) => each.at(-1))).to.deep.equal([0, 0, 1]);
    expect(Object.keys((await treat([...repeat(['a'], 5), ''])).values)).to.deep.equal([
      'c = a',
      'c is missing',
    ]);
  });

  it('makes zeros of a word it does not know, but a gap beside two words, and a gap of a gap', async () => {
    const learn = async (cells: string[]) =>
      fitTreatment((await frameOf(column('c', cells))).frame, ['c'], all(cells.length));
    const { frame } = await frameOf(column('c', ['a', 'new', '']));
    expect([...encode(await learn(repeat(['a', 'b', 'd'], 5) as string[]), frame)]).to.deep.equal([
      1,
      0,
      0,
      0,
      0,
      0,
      NaN,
      NaN,
      NaN,
    ]);
    expect([...encode(await learn(['a', 'b']), frame)]).to.deep.equal([0, Number.NaN, Number.NaN]);
  });

  it('knows numbers that are words, in a file that holds nothing else', async () => {
    const cells = repeat([1, 2, 3], 5);
    const { frame } = await frameOf(column('c', cells), { category: ['c'] });
    const treatment = fitTreatment(frame, ['c'], all(15));
    expect(treatment.features.map(({ name }) => name)).to.deep.equal(['c = 1', 'c = 2', 'c = 3']);
    const other = (await frameOf(column('c', [3, '1.0', 4]))).frame;
    expect([...encode(treatment, other)]).to.deep.equal([0, 0, 1, 1, 0, 0, 0, 0, 0]);
  });
});

describe('the treatment of a column of dates', () => {
  it('is its parts, those that vary', async () => {
    const { columns, values } = await treat(['1970-01-01', '1971-03-07', '1970-01-02']);
    expect(columns).to.deep.equal([{ name: 'c', kind: 'date', fill: null, levels: null }]);
    expect(values).to.deep.equal({
      'c: year': [1970, 1971, 1970],
      'c: month': [1, 3, 1],
      'c: weekday': [3, 6, 4],
      'c: day': [0, 430, 1],
    });
    const hours = await treat(['2024-05-06T06:30', '2024-05-06T18:00']);
    expect(hours.values).to.deep.equal({ 'c: hour': [6.5, 18] });
  });

  it('counts weekdays from Monday, before 1970, too', async () => {
    const days = [
      '1969-12-29',
      '1969-12-30',
      '1969-12-31',
      '1970-01-01',
      '1970-01-02',
      '1970-01-03',
      '1970-01-04',
      '1970-01-05',
    ];
    const { values } = await treat(days);
    expect(values['c: weekday']).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 0]);
    expect(values['c: day']).to.deep.equal([-3, -2, -1, 0, 1, 2, 3, 4]);
  });

  it('fills gaps with the date in the middle', async () => {
    const { columns, values } = await treat(['2024-01-01', '2024-01-03', '']);
    expect(columns[0]?.fill).to.equal(Date.UTC(2024, 0, 2) / 1000);
    expect(values).to.deep.equal({
      'c: weekday': [0, 2, 1],
      'c: day': [19723, 19725, 19724],
      'c is missing': [0, 0, 1],
    });
  });
});

describe('the treatment of a table', () => {
  const words = fc.array(
    fc.tuple(
      fc.constantFrom('a', 'b', 'c', ''),
      fc.constantFrom(1, 2.5, ''),
      fc.constantFrom('2024-01-01', '2025-02-03'),
    ),
    { minLength: 12, maxLength: 40 },
  );
  const read = async (rows: readonly (readonly (string | number)[])[]) =>
    (await frameOf(`w,x,d\n${rows.map((row) => `${row.join(',')}\n`).join('')}`, { category: ['w'] })).frame;

  it('does not depend on the order of the rows', async () => {
    await fc.assert(
      fc.asyncProperty(words, async (rows) => {
        const [frame, turned] = [await read(rows), await read(rows.toReversed())];
        const varied = ['w', 'x', 'd'].filter(
          (_, place) => new Set(rows.map((row) => row[place]).filter((cell) => cell !== '')).size > 1,
        );
        fc.pre(
          varied.length > 0 && frame.columns.every(({ kind }, place) => kind === turned.columns[place]?.kind),
        );
        const fitted = await complaint(() => fitTreatment(frame, varied, all(rows.length)));
        fc.pre(fitted === 'no complaint');
        const treatment = fitTreatment(frame, varied, all(rows.length));
        expect(fitTreatment(turned, varied, all(rows.length))).to.deep.equal(treatment);
        const width = treatment.features.length;
        const [one, other] = [encode(treatment, frame), encode(treatment, turned)];
        const rowAt = (values: Float64Array, row: number) =>
          Array.from(values.subarray(row * width, (row + 1) * width));
        rows.forEach((_, row) => {
          expect(rowAt(other, rows.length - 1 - row)).to.deep.equal(rowAt(one, row));
        });
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  it('names the place of each feature among the columns, and leaves out columns that tell nothing', async () => {
    const { frame } = await frameOf(
      `k,a,w,u\n${repeat(['x,1,p,'], 5).join('\n')}\n${repeat(['x,2,q,'], 5).join('\n')}\n`,
    );
    const { columns, features } = fitTreatment(frame, ['k', 'a', 'u', 'w'], all(10));
    expect(columns.map(({ name }) => name)).to.deep.equal(['a', 'w']);
    expect(features.map(({ name, column }) => [name, column])).to.deep.equal([
      ['a', 0],
      ['w = q', 1],
    ]);
  });

  it('is refused where it makes more than 256 numbers, or none', async () => {
    const names = Array.from({ length: 257 }, (_, place) => `c${place}`);
    const line = (cell: string) => names.map(() => cell).join(',');
    const { frame } = await frameOf(`${names.join(',')}\n${line('1')}\n${line('2')}\n`);
    expect(await complaint(() => fitTreatment(frame, names, [0, 1]))).to.equal(
      't.csv: the inputs make 257 numbers a row and a network takes at most 256: choose fewer (--inputs), or leave some out (--drop).',
    );
    expect(fitTreatment(frame, names.slice(1), [0, 1]).features).to.have.lengthOf(256);
    const words = (await frameOf(column('c', ['x', 'x']))).frame;
    expect(await complaint(() => fitTreatment(words, ['c'], [0, 1]))).to.equal(
      't.csv: no input differs between the rows.',
    );
  });

  it('is refused for a table whose columns are of another kind, with the place', async () => {
    const { frame } = await frameOf('a,d\n1,2024-01-01\n2,2024-01-02\n');
    const treatment = fitTreatment(frame, ['a', 'd'], [0, 1]);
    const wrong: [string, string][] = [
      ['a,d\n,\nhigh,\n', 't.csv:3: column "a" has "high", where the network takes a number.'],
      ['a,d\n1,\n1,5\n', 't.csv:3: column "d" has "5", where the network takes a date.'],
      [
        'A,d\n1,\n',
        't.csv has no column "A"; did you mean "a"?'.replace(
          '"A"; did you mean "a"',
          '"a"; did you mean "A"',
        ),
      ],
    ];
    for (const [text, message] of wrong) {
      const other = (await frameOf(text)).frame;
      expect(await complaint(() => encode(treatment, other))).to.equal(message);
    }
  });
});

describe('rows with gaps', () => {
  const text = 'a,b,u\n1,x,\n2,,\n,y,\n3,z,\n';

  it('stay, go, or are refused with the place of the first, as asked', async () => {
    const { frame } = await frameOf(text);
    expect(rowsUnder('fill', frame, ['a', 'b'])).to.deep.equal([0, 1, 2, 3]);
    expect(rowsUnder('drop', frame, ['a', 'b'])).to.deep.equal([0, 3]);
    expect(await complaint(() => rowsUnder('error', frame, ['a', 'b']))).to.equal(
      't.csv:3: column "b" has no value (--gaps error).',
    );
    const whole = (await frameOf('a,b\n1,2\n')).frame;
    expect(rowsUnder('error', whole, ['a', 'b'])).to.deep.equal([0]);
  });
});
