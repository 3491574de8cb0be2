import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect } from 'chai';
import { DataError } from '../../../data/error.ts';
import { KeptRows } from '../../../data/read/kept-rows.ts';
import { readFrame } from '../../../data/read/read.ts';
import { cells, complaint, frameOf } from './frames.ts';

const WORDS = ['red', 'green', 'blue', 'cyan', 'pink', 'grey', 'gold'];
/** Row i holds i, a word that follows from i, a date, and a number with gaps. */
const row = (i: number) => [i, WORDS[i % 7], `20${10 + (i % 90)}-01-01`, i % 10 === 0 ? '' : i / 8] as const;
const table = (rows: number) =>
  `i,word,day,x\n${Array.from({ length: rows }, (_, i) => row(i).join(',')).join('\n')}\n`;
const sample = (most: number, seed = 0) => ({ sampling: { most, seed } });

describe('a sample of the rows of a table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat sample '));
  after(() => rmSync(folder, { recursive: true }));

  it('has as many as are asked for, whole, in their order, with their lines, and is said', async () => {
    const { frame, said } = await frameOf(table(5000), sample(300));
    const [numbers, words, days, x] = frame.columns.map(cells) as unknown[][];
    expect([frame.rows, numbers?.length, words?.length]).to.deep.equal([300, 300, 300]);
    expect(numbers).to.deep.equal(numbers?.toSorted((a, b) => Number(a) - Number(b)));
    (numbers as number[]).forEach((i, place) => {
      const [, word, day, value] = row(i);
      expect(words?.[place]).to.equal(word);
      expect(days?.[place]).to.equal(Date.parse(day) / 1000);
      expect(x?.[place]).to.equal(value === '' ? null : value);
      expect([frame.lineOf(place), frame.place(place)]).to.deep.equal([i + 2, `t.csv:${i + 2}`]);
    });
    expect(said).to.deep.equal(['t.csv has 5000 rows, of which 300 are taken, at random']);
  });

  it('is all where there are no more, and says nothing', async () => {
    const whole = await frameOf(table(300));
    const { frame, said } = await frameOf(table(300), sample(300));
    expect(frame.columns).to.deep.equal(whole.frame.columns);
    expect(said).to.deep.equal([]);
  });

  it('is the same by the same seed, and has each row as often as any other', async () => {
    const text = table(400);
    const taken = async (seed: number) =>
      cells((await frameOf(text, sample(100, seed))).frame.columns[0]) as number[];
    expect(await taken(1)).to.deep.equal(await taken(1));
    expect(await taken(1)).to.not.deep.equal(await taken(2));
    const counts = new Float64Array(4);
    for (let seed = 0; seed < 60; seed++) {
      for (const i of await taken(seed))
        counts[Math.floor(i / 100)] = (counts[Math.floor(i / 100)] as number) + 1;
    }
    // 1500 of each quarter are expected; the standard deviation is 29.
    for (const count of counts) expect(count).to.be.within(1500 - 4 * 29, 1500 + 4 * 29);
  });

  it('is the same from JSON lines and from Parquet, where each row is named by its place', async () => {
    const [csv, parquet] = [join(folder, 't.csv'), join(folder, 't.parquet')];
    writeFileSync(csv, table(5000));
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`COPY (SELECT * FROM read_csv('${csv}')) TO '${parquet}' (FORMAT parquet)`);
    connection.closeSync();
    const lines = Array.from({ length: 5000 }, (_, i) => {
      const [number, word, day, x] = row(i);
      // The last column comes late.
      return JSON.stringify({ i: number, word, day, ...(x === '' ? {} : { x }) });
    });
    const expected = (await readFrame(csv, sample(300), () => {})).columns.map(cells);
    const packed = await readFrame(parquet, sample(300), () => {});
    expect(packed.columns.map(cells)).to.deep.equal(expected);
    const numbers = expected[0] as number[];
    expect(packed.place(7)).to.equal(`${parquet}, row ${(numbers[7] as number) + 1}`);
    const { frame } = await frameOf(lines.join('\n'), sample(300), 't.jsonl');
    expect(frame.columns.map(cells)).to.deep.equal(expected);
    expect(frame.lineOf(7)).to.equal((numbers[7] as number) + 1);
  });

  it('takes columns for what all rows say, of which it names the bad ones', async () => {
    const numbers = Array.from({ length: 5000 }, (_, i) => `${i}`);
    const text = ['x', ...numbers.slice(0, 3777), 'three', ...numbers.slice(3778)].join('\n');
    const { frame } = await frameOf(text, sample(20));
    expect(cells(frame.columns[0])).to.match(/^t\.csv:3779: column "x" has the text "three" among numbers/);
    const mixed = ['x', ...numbers.map((cell, i) => (i > 2000 && i % 3 === 0 ? `w${cell}` : cell))].join(
      '\n',
    );
    const words = (await frameOf(mixed, sample(20))).frame.columns[0];
    expect(words?.kind).to.equal('category');
    expect(words?.kind === 'category' && words.levels.length).to.equal(20);
  });

  it('knows a dash from a minus sign by all rows', async () => {
    const text = [
      's',
      ...Array.from({ length: 5000 }, (_, i) => (i === 4321 ? '+' : i % 2 ? '-' : 'a')),
    ].join('\n');
    const signs = cells((await frameOf(text, sample(50))).frame.columns[0]);
    expect(signs).to.include('-').and.not.to.include(null);
    const { frame, said } = await frameOf(text.replace('+', 'a'), sample(50));
    expect(cells(frame.columns[0])).to.include(null).and.not.to.include('-');
    expect(said.at(-1)).to.equal('t.csv: 2499 cells are read as missing ("-").');
  });
});

describe('a column that nobody asks for', () => {
  it('is passed over, whatever is in it, and cannot be used', async () => {
    const { frame, said } = await frameOf('a,b,c\n1,NA,x\n2,7;,2\n3,8,3\n', {
      reads: (name) => name === 'a',
    });
    expect(cells(frame.columns[0])).to.deep.equal([1, 2, 3]);
    expect(cells(frame.columns[1])).to.equal('The column "b" was left out.');
    expect(said).to.deep.equal([]);
  });
});

describe('a table of any length', () => {
  const rows = process.env.SOAK ? 5_000_000 : 100_000;
  const folder = mkdtempSync(join(tmpdir(), 'swat long '));
  const file = join(folder, 'long.csv');
  before(async function () {
    this.timeout(600_000);
    const piece = table(10_001).split('\n').slice(1, -1).join('\n');
    const pieces = Array.from(
      { length: Math.ceil(rows / 10_001) },
      (_, i) => `${i === 0 ? 'i,word,day,x\n' : ''}${piece}\n`,
    );
    const { writeFile } = await import('node:fs/promises');
    await writeFile(file, Readable.from(pieces));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('takes the memory of its sample, and tells how much of it was read', async function () {
    this.timeout(600_000);
    const told: [number, number, string][] = [];
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const frame = await readFrame(
      file,
      sample(1000),
      () => {},
      (...progress) => {
        told.push(progress);
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      },
    );
    expect(frame.rows).to.equal(1000);
    // Twice 1000 rows of 4 numbers and a key each, and pieces of the file that are on their way.
    expect(most).to.be.below(8e6);
    const done = told.map(([each]) => each);
    expect(done).to.deep.equal(done.toSorted((a, b) => a - b));
    expect(told.at(-1)?.[0]).to.be.closeTo(told.at(-1)?.[1] as number, 1e-9);
    expect(told.length).to.be.above(5);
  });

  it('ends where it is not to go on', async () => {
    const stop = new Error('stop');
    const reading = readFrame(
      file,
      {},
      () => {},
      (done) => {
        if (done > 0.5) throw stop;
      },
    );
    expect(await reading.catch((error: unknown) => error)).to.equal(stop);
  });

  it('is refused where all rows are wanted and there are more than swat holds', async () => {
    const columns = Array(25_000).fill({ isRead: true, thin: () => {} });
    const kept = new KeptRows('t.csv', null);
    const read = () => {
      for (let line = 0; line < 1000; line++) kept.next(line);
      kept.limit(columns);
    };
    read();
    expect(await complaint(read)).to.equal(
      't.csv has more than 1000 rows in 25000 columns, and swat holds no more than 25 million cells: leave columns out, or rows.',
    );
    expect(read).to.throw(DataError);
    const sampled = new KeptRows('t.csv', { most: 5000, seed: 0 });
    for (let line = 0; line < 9000; line++) {
      sampled.next(line);
      sampled.limit(columns);
    }
    expect(sampled.finish(columns).length).to.equal(1000);
  });
});
