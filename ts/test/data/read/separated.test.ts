import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { readFrame } from '../../../data/read/read.ts';
import { cells, complaint, frameOf, kinds } from './frames.ts';

const rows = Array.from({ length: 12 }, (_, row) => `${row}.5,${row * 2},${row % 3}`);
const body = rows.map((row) => `${row}\n`).join('');
const plain = `a,b,y\n${body}`;

/** All that a frame holds. */
async function contents(content: string | Buffer) {
  const { frame, said } = await frameOf(content);
  const lines = Array.from({ length: frame.rows }, (_, row) => frame.lineOf(row));
  return { columns: frame.columns, lines, said };
}

describe('a table of separated fields', () => {
  it('is read with the lines of its rows', async () => {
    const { frame, said } = await frameOf(plain);
    expect([frame.file, frame.name, frame.rows]).to.deep.equal(['t.csv', 't', 12]);
    expect(kinds(frame)).to.deep.equal(['a: number', 'b: number', 'y: number']);
    expect(cells(frame.columns[0])).to.deep.equal(rows.map((_, row) => row + 0.5));
    expect([frame.lineOf(0), frame.lineOf(11), frame.place(3)]).to.deep.equal([2, 13, 't.csv:5']);
    expect(said).to.deep.equal([]);
  });

  it('means the same with a byte order mark, any line ends, quotes, spaces, blank lines and no last line end', async () => {
    const { columns } = await contents(plain);
    const variants = [
      `\ufeff${plain}`,
      plain.replaceAll('\n', '\r\n'),
      plain.replaceAll('\n', '\r'),
      plain.replace(/([^,\n]+)/g, '"$1"'),
      plain.replaceAll(',', ' ,  '),
      `${plain}\n\n`,
      plain.trimEnd(),
    ];
    for (const text of variants) {
      expect((await contents(text)).columns, JSON.stringify(text)).to.deep.equal(columns);
    }
  });

  it('counts lines as an editor does, with line ends of every kind and breaks inside quotes', async () => {
    const text = `note,y\r\n"two\nlines",1\n\r\n,2\r,3\n"a\r\nb\nc",4\n,5\n`;
    const { lines, columns } = await contents(text);
    expect(lines).to.deep.equal([2, 5, 6, 7, 10]);
    expect(cells(columns[1])).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('means the same with semicolons, tabs and vertical bars, which are said', async () => {
    const expected = await contents(plain);
    for (const [sign, name] of [
      [';', 'semicolons'],
      ['\t', 'tabs'],
      ['|', 'vertical bars'],
    ] as const) {
      const { said, ...others } = await contents(plain.replaceAll(',', sign));
      expect({ ...others, said: [] }, name).to.deep.equal(expected);
      expect(said).to.deep.equal([`t.csv: its columns are separated by ${name}.`]);
    }
  });

  it('means the same, for any numbers, with another separator and with decimal commas', async () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(number, number), { minLength: 1 }),
        fc.constantFrom(';', '\t', '|'),
        fc.boolean(),
        async (pairs, sign, isComma) => {
          const { columns } = await contents(`a,b\n${pairs.map((pair) => `${pair.join(',')}\n`).join('')}`);
          const write = (value: number) => (isComma ? String(value).replace('.', ',') : String(value));
          const text = `a${sign}b\n${pairs.map((pair) => `${pair.map(write).join(sign)}\n`).join('')}`;
          expect((await contents(text)).columns).to.deep.equal(columns);
          expect(cells(columns[0])).to.deep.equal(pairs.map(([a]) => a));
        },
      ),
      { seed: 1, numRuns: 40 },
    );
  });

  it('says that decimal commas were read', async () => {
    const { frame, said } = await frameOf('a;y\n-0,5;1\n1,25e-2;2\n3;3\n');
    expect(cells(frame.columns[0])).to.deep.equal([-0.5, 0.0125, 3]);
    expect(said).to.include('t.csv: decimal commas are read as points.');
  });

  it('is told from text with commas in its cells or in its names', async () => {
    const { frame } = await frameOf('"flow, m³/h";note\n1;"a, b"\n2;"c, d, e"\n');
    expect(kinds(frame)).to.deep.equal(['flow, m³/h: number', 'note: category']);
    expect(kinds((await frameOf('a;b,y\n1;x,2\n3;x,4\n')).frame)).to.deep.equal([
      'a;b: category',
      'y: number',
    ]);
  });

  it('is read in UTF-8, UTF-16 and Latin-1, of which the last two are said', async () => {
    const text = `T °C,"Größe µ",y\n${body}`;
    const { columns } = await contents(text);
    const big = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    const variants: [Buffer, string[]][] = [
      [Buffer.from(`\ufeff${text}`), []],
      [Buffer.from(`\ufeff${text}`, 'utf16le'), ['t.csv is read as UTF-16.']],
      [Buffer.from(text, 'utf16le'), ['t.csv is read as UTF-16.']],
      [big, ['t.csv is read as UTF-16.']],
      [Buffer.from(text, 'latin1'), ['t.csv is not UTF-8: it was read as Latin-1.']],
    ];
    for (const [bytes, said] of variants) {
      const read = await contents(bytes);
      expect(read.columns).to.deep.equal(columns);
      expect(read.said).to.deep.equal(said);
    }
  });

  it('is read as Windows writes it where it has a euro sign in one byte', async () => {
    const [text, euro] = [`größe;price\n1;5,5 E\n2;6 E\n`, 0x80];
    const bytes = Buffer.from(text, 'latin1').map((byte) => (byte === 'E'.charCodeAt(0) ? euro : byte));
    const { frame, said } = await frameOf(Buffer.from(bytes));
    expect(frame.columns.map(({ name }) => name)).to.deep.equal(['größe', 'price']);
    expect(cells(frame.columns[1])).to.deep.equal([5.5, 6]);
    expect(said).to.include('column "price": numbers are read without the "€" beside them');
  });

  it('is read whole where it is longer than one piece, whatever the encoding', async () => {
    const long = Array.from({ length: 30_000 }, (_, row) => `${row},Größe ${row % 7}\r\n`).join('');
    const { columns, lines } = await contents(`a,g\r\n${long}`);
    expect([lines.length, lines.at(-1)]).to.deep.equal([30_000, 30_001]);
    for (const encoding of ['latin1', 'utf16le'] as const) {
      expect((await contents(Buffer.from(`a,g\r\n${long}`, encoding))).columns).to.deep.equal(columns);
    }
    expect((await contents(gzipSync(`a,g\r\n${long}`))).columns).to.deep.equal(columns);
  });

  it('may end its lines with separators, which is said', async () => {
    const { columns } = await contents(plain);
    const ended = rows.map((row) => `${row},\n`).join('');
    for (const text of [`a,b,y,\n${ended}`, `a,b,y\n${ended}`, `a,b,y,,\n${body}`, `a,b,y\n${body},,,,\n`]) {
      const read = await contents(text);
      const whole = read.columns.map((column) => cells(column).slice(0, 12));
      expect(whole, text).to.deep.equal(columns.map(cells));
      expect(read.said).to.deep.equal(['t.csv: commas at the ends of lines are left out.']);
    }
  });

  it('keeps a column without a name that holds something', async () => {
    const { frame, said } = await frameOf('a,b,\n1,2,x\n3,4,y\n');
    expect(kinds(frame)).to.deep.equal(['a: number', 'b: number', ': category']);
    expect(said).to.deep.equal([]);
  });

  it('may have a header alone', async () => {
    const { frame } = await frameOf('a,b\n');
    expect([frame.rows, frame.columns.length]).to.deep.equal([0, 2]);
  });
});

describe('a file that is no table', () => {
  const wrong: [string, string | Buffer, string][] = [
    ['it is empty', '', 't.csv is empty; the first line must name the columns.'],
    ['two columns have one name', `a,a,y\n${body}`, 't.csv:1: two columns are named "a".'],
    [
      'two columns have one number for a name',
      `1,1,2\n${body}`,
      't.csv:1: two columns are named "1": its first line holds numbers: a line with the names of the columns seems to be missing.',
    ],
    ['a row is short', 'a,b,y\n1,2,3\n\n1\n', 't.csv:4: 1 field where the header has 3.'],
    ['a row is long', 'a,b,y\n1,2,3,4\n', 't.csv:2: 4 fields where the header has 3.'],
    ['a row is short among semicolons', 'a;b;y\n1;2;3\n1;2\n', 't.csv:3: 2 fields where the header has 3.'],
    [
      'a row is long and others end with commas',
      'a,b\n1,2\n1,2,\n1,2,3\n',
      't.csv:3: 3 fields where the header has 2.',
    ],
    [
      'units stand below the header',
      `a,b,y\ndegC,bar,kg\n${body}`,
      't.csv:2: below the header seems to be a line of units ("degC", "bar", "kg"): remove it.',
    ],
    [
      'comments stand above the header',
      `# by meter 3\n${plain}`,
      't.csv:2: 3 fields where the header has 1: lines that start with "#" are not read as comments: remove them.',
    ],
    [
      'comments stand below',
      `${plain}# end\n`,
      't.csv:14: 1 field where the header has 3: lines that start with "#" are not read as comments: remove them.',
    ],
    [
      'it holds other bytes',
      Buffer.from('\u007fELF\u0002\u0001\0\0'),
      't.csv is not a text file; swat reads CSV, JSON lines (both also with gzip) and Parquet.',
    ],
    [
      'it is a web page',
      '\n<!DOCTYPE html>\n<html><body>log in, please</body></html>\n',
      't.csv is a web page or XML, not a table: save the table as CSV.',
    ],
    [
      'it is a workbook',
      Buffer.from('PK\u0003\u0004\u0014\0'),
      't.csv is a workbook or another zip archive: save its table as CSV.',
    ],
    [
      'it is damaged gzip',
      gzipSync(plain).subarray(0, 40),
      't.csv is damaged: gzip cannot unpack it (unexpected end of file).',
    ],
    [
      'it is Parquet that does not lie in a file',
      Buffer.from('PAR1'),
      't.csv holds Parquet, which swat reads only from a file.',
    ],
  ];
  for (const [what, content, message] of wrong) {
    it(`is refused in one sentence where ${what}`, async () => {
      expect(await complaint(() => frameOf(content))).to.equal(message);
    });
  }

  it('is refused with the row in which its quotes go wrong', async () => {
    const advice = 'a field with a quote in it stands in quotes, and has it twice ("").';
    for (const [row, why] of [
      ['1,"2,3', 'a quote (") is opened in this row and never closed'],
      ['1,"2,3\n4,"5",6', 'a quote (") is opened in this row, and text follows where it is closed'],
      ['1,"2"3,4', 'a quote (") is opened in this row, and text follows where it is closed'],
      ['1,5"3,4', 'a quote (") stands in the middle of a field of this row'],
    ]) {
      expect(await complaint(() => frameOf(`a,b,y\n1,2,3\n${row}\n7,8,9\n`))).to.equal(
        `t.csv:3: ${why}; ${advice}`,
      );
    }
  });

  it('may begin with the line by which Excel is told the separator', async () => {
    for (const said of ['sep=;', '"sep=;"', 'SEP=;;', '\ufeffsep=;']) {
      const { frame } = await frameOf(`${said}\r\na;y\r\n1,5;2\r\n3;x\r\n`);
      expect(frame.columns.map(({ name }) => name)).to.deep.equal(['a', 'y']);
      expect(cells(frame.columns[0])).to.deep.equal([1.5, 3]);
      expect([0, 1].map(frame.lineOf)).to.deep.equal([3, 4]);
    }
    expect(await complaint(() => frameOf('sep=;\na;y\n1;2;3\n'))).to.equal(
      't.csv:3: 3 fields where the header has 2.',
    );
  });

  it('is refused where there is none, or only a folder', async () => {
    const read = (file: string) => complaint(() => readFrame(file, {}, () => {}));
    expect(await read('data/penguin.csv')).to.equal('There is no file data/penguin.csv.');
    expect(await read('data')).to.equal('data is a folder, not a CSV file.');
  });

  it('is not refused for words below the header where not numbers are below them', async () => {
    const { frame } = await frameOf('a,b\nx,y\nu,v\n');
    expect(frame.rows).to.equal(2);
  });
});
