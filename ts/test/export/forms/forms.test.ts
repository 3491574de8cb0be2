import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { NetworkFile } from '../../../schema/types.ts';
import { RUNS } from '../../mlp/spaces.ts';
import { anyCase, type Case, expected } from './any-file.ts';
import { importJavascript, runC } from './compile.ts';

/** Answers of a network to a row, as `predict` orders them. */
function asPredicted(answer: unknown, { task, labels, outputs }: NetworkFile): number[] {
  if (task === 'regression') return [answer].flat() as number[];
  const shares = (labels ?? []).map((label) => (answer as Record<string, number>)[label] as number);
  return outputs.length === 1 ? shares.slice(1) : shares;
}

/** -0 is 0. */
const plain = (values: Iterable<number>) => Array.from(values, (value) => value + 0);

/** A row as the function in C takes it. */
function numbers(row: Case['rows'][number], { columns }: NetworkFile): number[] {
  return row.map((cell, i) => {
    if (cell === null) return Number.NaN;
    const { kind, levels } = columns[i] as NetworkFile['columns'][number];
    return kind === 'category' ? (levels?.indexOf(String(cell)) ?? -1) : Number(cell);
  });
}

describe('a network of any columns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat forms '));
  after(() => rmSync(folder, { recursive: true }));

  it('gives in JavaScript the very numbers of predict', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (each) => {
        const module = await importJavascript(each.file);
        const { columns } = each.file;
        const cells = each.rows.map((row) =>
          row.map((cell, i) =>
            columns[i]?.kind === 'date' && cell !== null ? new Date(1000 * Number(cell)) : cell,
          ),
        );
        expect(module.inputs).to.deep.equal(columns.map(({ name }) => name));
        const answers = cells.flatMap((row) => asPredicted(module.predict(row), each.file));
        expect(plain(answers)).to.deep.equal(plain(expected(each)));
        const named = cells.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
        expect(named.flatMap((row) => asPredicted(module.predict(row), each.file))).to.deep.equal(answers);
      }),
      RUNS,
    );
  }).timeout(60_000);

  it('gives them in single precision in C, compiled without a warning', () => {
    const cases = fc.sample(anyCase, { seed: 2, numRuns: 120 });
    const answers = runC(
      folder,
      cases.map(({ file, rows }) => ({ file, rows: rows.map((row) => numbers(row, file)) })),
    );
    cases.forEach((each, i) => {
      const truth = expected(each);
      const width = each.file.outputs.length;
      const size = Math.max(...truth.filter((value) => !Number.isNaN(value)).map(Math.abs), 1e-3);
      each.rows.forEach((_, row) => {
        const right = Array.from(truth.subarray(row * width, (row + 1) * width));
        const answer = answers[i]?.[row] ?? [];
        right.forEach((value, o) => {
          if (Number.isNaN(value)) expect(answer[o]).to.be.NaN;
          else expect(answer[o], `case ${i}`).to.be.closeTo(value, 1e-5 * size);
        });
        if (width > 1 && each.file.labels) {
          const best = answer[width] as number;
          if (Number.isNaN(right[0])) expect(best).to.equal(-1);
          else expect(right[best]).to.be.closeTo(Math.max(...right), 1e-5);
        }
      });
    });
  }).timeout(120_000);
});
