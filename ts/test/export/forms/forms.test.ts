import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import fc from 'fast-check';
import { examplesOf } from '../../../commands/examples.ts';
import { forms } from '../../../export/forms/forms.ts';
import { programOf } from '../../../export/program.ts';
import type { NetworkFile } from '../../../schema/types.ts';
import { RUNS } from '../../mlp/spaces.ts';
import { anyCase, type Case, expected, extreme } from './any-file.ts';
import { type Build, FLOAT_C, importJavascript, runC } from './compile.ts';
import { C_COMPILER, CPP_COMPILER, needs, run, SANITIZED } from './tools.ts';

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

/** A row as the function in JavaScript takes it. */
function values(row: Case['rows'][number], { columns }: NetworkFile): unknown[] {
  return row.map((cell, i) =>
    columns[i]?.kind === 'date' && cell !== null ? new Date(1000 * Number(cell)) : cell,
  );
}

const hasDates = ({ columns }: NetworkFile) => columns.some(({ kind }) => kind === 'date');

/** The greatest of the numbers, by which errors are measured. */
function sizeOf(truth: Iterable<number>): number {
  return Math.max(...Array.from(truth, Math.abs).filter(Number.isFinite), 1e-3);
}

/** Holds answers to what is right: as close, in shares of `size`; where a number is too large for one, neither has it. */
function expectClose(answer: readonly number[], right: readonly number[], share: number, what: string) {
  const size = sizeOf(right);
  right.forEach((value, o) => {
    if (Number.isNaN(value)) expect(answer[o], what).to.be.NaN;
    else if (Number.isFinite(value)) expect(answer[o], what).to.be.closeTo(value, share * size);
    else expect(answer[o], what).to.equal(value);
  });
}

describe('a network of any columns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat forms '));
  after(() => rmSync(folder, { recursive: true }));
  const cases = fc.sample(anyCase, { seed: 2, numRuns: 200 });

  it('gives in JavaScript the very numbers of predict, of extreme rows too', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (drawn) => {
        const module = await importJavascript(drawn.file);
        const { columns } = drawn.file;
        for (const each of [drawn, extreme(drawn)]) {
          const cells = each.rows.map((row) => values(row, each.file));
          expect(module.inputs).to.deep.equal(columns.map(({ name }) => name));
          const answers = cells.flatMap((row) => asPredicted(module.predict(row), each.file));
          expect(plain(answers)).to.deep.equal(plain(expected(each)));
          const named = cells.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
          expect(named.flatMap((row) => asPredicted(module.predict(row), each.file))).to.deep.equal(answers);
        }
      }),
      RUNS,
    );
  }).timeout(60_000);

  it('gives the same in TypeScript, which a strict compiler takes', async () => {
    const files = cases.map(({ file }, i) => {
      const path = join(folder, `network${i}.mts`);
      const wanted = { name: 'predict', type: 'double', examples: i % 2 ? examplesOf(file) : null } as const;
      writeFileSync(path, forms.typescript.print(programOf(file), wanted));
      return path;
    });
    const options =
      '--strict --noUnusedLocals --noUnusedParameters --noImplicitReturns --noUncheckedIndexedAccess --exactOptionalPropertyTypes --isolatedModules --target es2022';
    const tsc = [process.execPath, resolve('node_modules/typescript/bin/tsc'), ...options.split(' ')];
    run(folder, [...tsc, '--module', 'nodenext', '--noEmit', '--types', '', ...files]);
    for (const [i, { file, rows }] of cases.entries()) {
      const module = await import(pathToFileURL(files[i] as string).href);
      const script = await importJavascript(file);
      for (const row of rows.map((cells) => values(cells, file))) {
        expect(module.predict(row)).to.deep.equal(script.predict(row));
      }
    }
  }).timeout(60_000);

  it('gives them in Python, of extreme rows too', function () {
    needs(this, 'python3');
    const all = cases.flatMap((each) => [each, extreme(each)]);
    all.forEach(({ file }, i) => {
      const text = forms.python.print(programOf(file), { name: 'predict', type: 'double', examples: null });
      writeFileSync(join(folder, `network${i}.py`), text);
    });
    const rows = all.map((each) => each.rows);
    const labels = all.map(({ file }) => file.labels ?? null);
    const main = `import importlib, json, sys, warnings
warnings.simplefilter("error")
rows, labels = json.load(sys.stdin)
def listed(answer, labels):
    return [answer[label] for label in labels] if labels else answer if isinstance(answer, list) else [answer]
for i, (each, words) in enumerate(zip(rows, labels)):
    module = importlib.import_module(f"network{i}")
    said = [listed(module.predict(row), words) for row in each]
    named = [listed(module.predict(dict(zip(module.inputs, row))), words) for row in each]
    assert repr(said) == repr(named)
    for row, shares in zip(each, said):
        if words:
            best = module.classify(row)
            assert best is None if shares[0] != shares[0] else shares[words.index(best)] == max(shares)
    print(json.dumps(said))
`;
    writeFileSync(join(folder, 'main.py'), main);
    const input = JSON.stringify([rows, labels], (_, value) => (Object.is(value, -0) ? '-0' : value));
    const lines = run(folder, ['python3', '-W', 'error', 'main.py'], input).trim().split('\n');
    all.forEach((each, i) => {
      const text = (lines[i] as string).replaceAll('NaN', '"NaN"').replaceAll('Infinity', '1e999');
      const answers = (JSON.parse(text) as (number | string)[][]).map((row) => row.map(Number));
      const truth = expected(each);
      const width = each.file.outputs.length;
      answers.forEach((answer, row) => {
        const right = Array.from(truth.subarray(row * width, (row + 1) * width));
        const own = width === 1 && each.file.labels ? answer.slice(1) : answer;
        expectClose(own, right, 1e-9, `case ${i}`);
      });
    });
  }).timeout(60_000);

  const builds: readonly (readonly [string, Build])[] = [
    ['in single precision in C', FLOAT_C],
    ['in C, in code that is checked while it runs', { ...FLOAT_C, compiler: [...C_COMPILER, ...SANITIZED] }],
    ['in single precision throughout in C', { ...FLOAT_C, type: 'single' }],
    ['in double precision in C', { ...FLOAT_C, type: 'double' }],
    ['in C that is compiled as C++', { ...FLOAT_C, compiler: CPP_COMPILER }],
    ['in C++', { form: 'cpp', type: 'double', compiler: [...CPP_COMPILER, ...SANITIZED] }],
    ['in C++ for Arduino', { form: 'arduino', type: 'float', compiler: CPP_COMPILER }],
  ];
  for (const [what, build] of builds) {
    it(`gives them ${what}, compiled without a warning`, function () {
      needs(this, build.compiler[0] as string);
      // Seconds since 1970 lie 128 apart in single precision.
      const known = build.type === 'single' ? cases.filter(({ file }) => !hasDates(file)) : cases;
      const fed = known.map(({ file, rows }) => ({ file, rows: rows.map((row) => numbers(row, file)) }));
      const answers = runC(folder, fed, build);
      known.forEach((each, i) => {
        const truth = expected(each);
        const width = each.file.outputs.length;
        const share = (build.type === 'double' ? 1e-12 : 1e-5) * sizeOf(truth);
        each.rows.forEach((_, row) => {
          const right = Array.from(truth.subarray(row * width, (row + 1) * width));
          const answer = answers[i]?.[row] ?? [];
          expectClose(answer, right, share / sizeOf(right), `case ${i}`);
          if (width === 1 || !each.file.labels) return;
          const best = answer[width] as number;
          if (Number.isNaN(right[0])) expect(best).to.equal(-1);
          else expect(right[best]).to.be.closeTo(Math.max(...right), 1e-5);
        });
      });
    }).timeout(120_000);
  }

  it('gives them in C for extreme rows: in double precision as predict, in single close to it or no number', () => {
    // Sanitized code is slow to compile, and there are two of each.
    const rows = cases.slice(0, 120).map(extreme);
    const fed = rows.map((each) => ({
      file: each.file,
      rows: each.rows.map((row) => numbers(row, each.file)),
    }));
    const compiler = [...C_COMPILER, ...SANITIZED];
    const exact = runC(folder, fed, { form: 'c', type: 'double', compiler });
    const short = runC(folder, fed, { form: 'c', type: 'float', compiler });
    let close = 0;
    rows.forEach((each, i) => {
      const truth = expected(each);
      const width = each.file.outputs.length;
      each.rows.forEach((_, row) => {
        const right = Array.from(truth.subarray(row * width, (row + 1) * width));
        expectClose(exact[i]?.[row] ?? [], right, 1e-9, `case ${i}`);
        right.forEach((value, o) => {
          const answer = short[i]?.[row]?.[o] as number;
          const isClose = Math.abs(answer - value) <= 1e-3 * sizeOf(right) || Object.is(answer, value);
          if (isClose) close++;
          else if (Number.isFinite(answer)) expect.fail(`case ${i}, row ${row}: ${answer}, not ${value}`);
        });
      });
    });
    expect(close).to.be.at.least(1000);
  }).timeout(120_000);
});
