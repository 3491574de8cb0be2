import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parsePipeline } from '../../../config/read.ts';
import { TEST, TRAIN } from '../../../data/split.ts';
import type { TableParameters } from '../../../schema/types.ts';
import { readSplitTable, type SplitTable, table } from '../../../stages/tables/table.ts';
import { tableText } from '../road.ts';

describe('a table from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat table '));
  const file = join(folder, 'table.csv');
  before(() => writeFileSync(file, tableText(60)));
  after(() => rmSync(folder, { recursive: true }));

  async function cut(
    changes: Partial<TableParameters>,
    signal = new AbortController().signal,
  ): Promise<{ split: SplitTable; notices: string[] }> {
    const notices: string[] = [];
    const given: TableParameters = {
      file,
      target: 'y',
      inputs: null,
      drop: null,
      category: null,
      missing: null,
      gaps: 'fill',
      task: 'auto',
      split_by: 'random',
      test: null,
      max_inputs: 3,
      split: [7, 0, 3],
      seed: 0,
      most_rows: null,
      train_rows: null,
      unit: '',
      ...changes,
    };
    await table.run(
      {
        stage: 'table',
        with: { ...given },
        deps: {},
        out: folder,
        work: folder,
        signal,
        progress: () => {},
        notice: (text) => notices.push(text),
      },
      () => Promise.reject(new Error('no kernel is needed')),
    );
    return { split: readSplitTable(folder), notices };
  }
  /** The rows of a part, as text. */
  const rowsOf = ({ x, y, part }: SplitTable, wanted: number) =>
    Array.from(part.keys())
      .filter((row) => part[row] === wanted)
      .map((row) => [...x.subarray(3 * row, 3 * row + 3), y[row]].join());

  it('is read to its end though only so many of its rows are taken, and no further once it is to stop', async () => {
    const long = join(folder, 'long.csv');
    writeFileSync(long, tableText(3000));
    const { split, notices } = await cut({ file: long, most_rows: 1000 });
    expect(split.card.rows).to.deep.equal({ read: 1000, dropped: 0, train: 700, validation: 0, test: 300 });
    expect(notices[0]).to.equal(`${long} has 3000 rows, of which 1000 are taken, at random`);
    const interrupted = AbortSignal.abort(new Error('interrupted'));
    const failure = await cut({ file: long }, interrupted).catch((error: unknown) => error);
    expect(failure).to.equal(interrupted.reason);
  });

  it('may have no validation rows', async () => {
    const { split } = await cut({});
    expect(split.card.rows).to.deep.equal({ read: 60, dropped: 0, train: 42, validation: 0, test: 18 });
    expect(split.card.noise).to.equal(0);
  });

  it('keeps so many rows to fit as it is told, at random by seed, and all of its test rows', async () => {
    const [whole, ten, twenty, other] = [
      await cut({}),
      await cut({ train_rows: 10 }),
      await cut({ train_rows: 20 }),
      await cut({ train_rows: 10, seed: 1 }),
    ].map(({ split }) => split) as [SplitTable, SplitTable, SplitTable, SplitTable];
    expect(ten.card.rows).to.deep.equal({ read: 60, dropped: 0, train: 10, validation: 0, test: 18 });
    expect(rowsOf(ten, TEST)).to.deep.equal(rowsOf(whole, TEST));
    expect(rowsOf(whole, TRAIN)).to.include.members(rowsOf(twenty, TRAIN));
    // What fewer rows are cut to is part of what more are.
    expect(rowsOf(twenty, TRAIN)).to.include.members(rowsOf(ten, TRAIN));
    expect(rowsOf(other, TRAIN)).to.not.have.members(rowsOf(ten, TRAIN));
  });

  it('cuts training and validation rows together', async () => {
    const { train, validation, test } = (await cut({ split: [5, 3, 2], train_rows: 30 })).split.card.rows;
    expect([train + validation, test]).to.deep.equal([30, 12]);
    expect(Math.min(train, validation)).to.be.greaterThan(0);
  });

  it('keeps them all, and says so, where there are not so many', async () => {
    const { split, notices } = await cut({ train_rows: 50 });
    expect(split.card.rows.train).to.equal(42);
    expect(notices).to.include('train_rows is 50, but only 42 rows are not test rows: all are kept');
  });

  it('says what rows lack that are dropped, and which are copies', async () => {
    const gapped = join(folder, 'gapped.csv');
    const cells = Array.from({ length: 30 }, (_, i) => [`${i % 7}`, `${i}`, `${(i * i) % 11}`]);
    const said = async (
      changed: Readonly<Record<number, readonly string[]>>,
      gaps: TableParameters['gaps'],
    ) => {
      const rows = cells.map((row, i) => (changed[i] ?? row).join(','));
      writeFileSync(gapped, `a,b,y\n${rows.join('\n')}\n`);
      const { split, notices } = await cut({ file: gapped, gaps });
      return { rows: split.card.rows, said: notices.filter((text) => /rows (is|are|dropped)/.test(text)) };
    };
    const lacking = { 3: ['1', '3', ''], 5: ['', '5', '2'] };
    const filled = await said(lacking, 'fill');
    expect(filled.said).to.deep.equal(['1 of 30 rows dropped: the target is missing']);
    expect(filled.rows).to.include({ read: 30, dropped: 1 });
    const dropped = await said(lacking, 'drop');
    expect(dropped.said).to.deep.equal(['2 of 30 rows dropped: the target or an input is missing']);
    expect(dropped.rows).to.include({ read: 30, dropped: 2 });
    expect((await said({ 5: ['', '5', '2'] }, 'drop')).said).to.deep.equal([
      '1 of 30 rows dropped: an input is missing',
    ]);
    const [first = []] = cells;
    expect((await said({ 9: first }, 'fill')).said).to.deep.equal([
      '1 of 30 rows is a copy of another: copies stay in the same part',
    ]);
    expect((await said({ 9: first, 11: first }, 'fill')).said).to.deep.equal([
      '2 of 30 rows are copies of others: copies stay in the same part',
    ]);
  });

  it('says what a network may be told of missing values', async () => {
    expect((await cut({ missing: '-999, none' })).split.card.treatment.missing).to.deep.equal([
      '-999',
      'none',
    ]);
    expect((await cut({})).split.card.treatment).not.to.have.property('missing');
  });

  it('is refused without training or test rows', () => {
    const text = 'stages:\n  t: { op: table, with: { file: a.csv, target: y, split: [0, 3, 2] } }\n';
    for (const split of ['[0, 3, 2]', '[7, 3, 0]']) {
      const parsed = parsePipeline('t.yaml', text.replace('[0, 3, 2]', split), {});
      expect(parsed.ok ? '' : parsed.errors[0]?.message).to.match(
        /^expected `split` to have training and test rows/,
      );
    }
  });
});
