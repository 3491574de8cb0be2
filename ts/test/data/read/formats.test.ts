import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect } from 'chai';
import { readFrame } from '../../../data/read/read.ts';
import { cells, complaint, frameOf, kinds } from './frames.ts';

describe('a table of JSON lines', () => {
  const text =
    '{"a": 1.5, "w": "red"}\n\n{"w": "blue", "day": "2024-01-01", "a": null}\n{"a": -2e3, "yes": true}\n';

  it('refuses lines of JSON that are nested too deep, with their place', async () => {
    const deep = `{"a":1}\n{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}\n`;
    expect(await complaint(() => frameOf(deep, {}, 't.jsonl'))).to.equal(
      't.jsonl:2: the line is nested more than 100 levels deep.',
    );
  });

  it('is read by the keys of its objects, in the order in which they come first', async () => {
    const { frame } = await frameOf(text);
    expect(kinds(frame)).to.deep.equal(['a: number', 'w: category', 'day: date', 'yes: category']);
    expect(frame.columns.map(cells)).to.deep.equal([
      [1.5, null, -2000],
      ['red', 'blue', null],
      [null, 1704067200, null],
      [null, null, 'true'],
    ]);
    expect([0, 1, 2].map(frame.lineOf)).to.deep.equal([1, 3, 4]);
  });

  it('is read from gzip and without a last line end', async () => {
    const { columns } = (await frameOf(text)).frame;
    expect((await frameOf(gzipSync(text))).frame.columns).to.deep.equal(columns);
    expect((await frameOf(text.trimEnd())).frame.columns).to.deep.equal(columns);
  });

  it('is refused with the line of what is not an object', async () => {
    expect(await complaint(() => frameOf(`${text}{"a": 1,\n`))).to.match(
      /^t\.csv:5: the line is not JSON \(/,
    );
    expect(await complaint(() => frameOf(`${text}[1, 2]\n`))).to.equal(
      't.csv:5: each line must hold one JSON object, with the names of the columns.',
    );
    expect(await complaint(() => frameOf('', {}, 't.jsonl'))).to.equal(
      't.jsonl is empty; the first line must name the columns.',
    );
  });

  it('may be one list, which is read to its end', async () => {
    const objects = text.split('\n').filter(Boolean);
    const { columns } = (await frameOf(text)).frame;
    for (const list of [`[${objects.join(',')}]`, ` [\n${objects.join(',\n\n')}\n]\n`]) {
      const { frame } = await frameOf(list, {}, 't.json');
      expect(frame.columns).to.deep.equal(columns);
      expect(frame.place(2)).to.equal('t.json, object 3');
    }
    expect(await complaint(() => frameOf('[{"a": 1},\n {"a": 2}\n'))).to.match(
      /^t\.csv: its list is not JSON \(/,
    );
    expect(await complaint(() => frameOf('[{"a": 1}, 5]'))).to.equal(
      't.csv, object 2: it is no object with the names of the columns.',
    );
  });

  it('is named without its extensions', async () => {
    expect((await frameOf(gzipSync(text), {}, 'my/t.a.jsonl.gz')).frame.name).to.equal('t.a');
  });
});

describe('a table in Parquet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat-parquet-'));
  const file = join(folder, "it's [1].parquet");
  const said: string[] = [];
  const read = () => readFrame(file, {}, (sentence) => said.push(sentence));

  before(async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`
      COPY (
        SELECT i, (i * 1.25)::DECIMAL(10, 2) AS d, nullif(i, 2)::HUGEINT AS h, DATE '2024-01-01' + i::INTEGER AS day,
          TIMESTAMPTZ '2024-01-01 02:00:00+02' AS at, i % 2 = 0 AS even, 'w' || i % 2 AS w, i::VARCHAR AS t, [i] AS l
        FROM range(4) rows(i)
      ) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`);
    connection.closeSync();
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is read with its kinds; lists are left out, which is said', async () => {
    const frame = await read();
    expect(frame.columns.map(cells)).to.deep.equal([
      [0, 1, 2, 3],
      [0, 1.25, 2.5, 3.75],
      [0, 1, null, 3],
      [1704067200, 1704153600, 1704240000, 1704326400],
      [1704067200, 1704067200, 1704067200, 1704067200],
      ['true', 'false', 'true', 'false'],
      ['w0', 'w1', 'w0', 'w1'],
      [0, 1, 2, 3],
    ]);
    expect(kinds(frame).slice(3, 5)).to.deep.equal(['day: date', 'at: date']);
    expect(said).to.deep.equal([`${file}: neither numbers, text nor dates, and left out: "l".`]);
    expect([frame.name, frame.rows, frame.place(1)]).to.deep.equal(["it's [1]", 4, `${file}, row 2`]);
  });

  it('is refused in one sentence where it is damaged', async () => {
    const broken = join(folder, 'broken.parquet');
    writeFileSync(broken, 'PAR1 and no more');
    expect(await complaint(() => readFrame(broken, {}, () => {}))).to.match(
      /^.*broken\.parquet cannot be read as Parquet \(.+\)\.$/,
    );
  });
});

describe('a table in a pipe', () => {
  it('is read, though it can be read only once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'swat-pipe-'));
    const pipe = join(folder, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', pipe]);
    const writer = spawn('sh', ['-c', 'printf "a;b\\n1;2\\n" > "$1"', 'sh', pipe]);
    const frame = await readFrame(pipe, {}, () => {});
    await once(writer, 'close');
    expect(frame.columns.map(cells)).to.deep.equal([[1], [2]]);
    rmSync(folder, { recursive: true });
  });
});
