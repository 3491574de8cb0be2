import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import fc from 'fast-check';
import { examplesOf } from '../../../commands/examples.ts';
import { EXACT, type Examples, type NumberType, tolerances } from '../../../export/forms/examples.ts';
import { type FormName, forms } from '../../../export/forms/forms.ts';
import { programOf } from '../../../export/program.ts';
import { DOUBLE_STEP, FLOAT_STEP, type Precision } from '../../../export/single-precision.ts';
import type { NetworkFile } from '../../../schema/types.ts';
import { anyCase } from './any-file.ts';
import { KINDS } from './kinds.ts';
import { C_COMPILER, CPP_COMPILER, needs, run } from './tools.ts';

const FLOAT: Precision = { network: FLOAT_STEP, columns: DOUBLE_STEP };
const AVR: Precision = { network: FLOAT_STEP, columns: FLOAT_STEP };

/** The same with one answer that is off by a hundredth, in its scale, or by more than what is tolerated. */
function spoiled({ rows, answers }: Examples, file: NetworkFile, precision: Precision): Examples {
  const [tolerance = 0] = tolerances(programOf(file), precision);
  const scale = file.labels ? 1 : (file.outputs[0]?.scale ?? 1);
  const by = Math.max(0.01 * scale, 3 * tolerance);
  const [first = [], ...others] = answers;
  return { rows, answers: [[(first[0] ?? 0) + by, ...first.slice(1)], ...others] };
}

describe('the self-test of an export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat self-test '));
  after(() => rmSync(folder, { recursive: true }));
  const files = [
    ...Object.values(KINDS),
    ...fc.sample(anyCase, { seed: 4, numRuns: 60 }).map(({ file }) => file),
  ];

  const printed = (
    form: FormName,
    type: NumberType,
    file: NetworkFile,
    examples: Examples,
    name = 'predict',
  ) => forms[form].print(programOf(file), { name, type, examples });

  it('has rows in the ranges that the network was fitted to, one of gaps and one of unknown words', () => {
    const { rows, answers } = examplesOf(KINDS['two classes']!);
    expect(rows).to.have.length(8);
    for (const [bill, island, sex, seen] of rows.slice(0, 6)) {
      expect(bill).to.be.within(32.1, 59.6);
      expect(island).to.be.oneOf(['Biscoe', 'Dream', 'Torgersen']);
      expect(sex).to.be.oneOf(['female', 'male']);
      expect(new Date(1000 * Number(seen)).getUTCFullYear()).to.be.within(2000, 2030);
    }
    expect(rows[6]).to.deep.equal([null, null, null, null]);
    expect(rows[7]?.slice(1, 3)).to.deep.equal(['another', 'another']);
    expect(answers.map(([answer]) => Number.isNaN(answer))).to.deep.equal([
      ...Array(6).fill(false),
      true,
      true,
    ]);
    expect(examplesOf(KINDS['two classes']!).rows).to.deep.equal(rows);
  });

  it('tolerates little: less than a hundredth, in single precision too, but where large numbers cancel', () => {
    for (const precision of [EXACT, FLOAT]) {
      const shares = files.flatMap((file) =>
        tolerances(programOf(file), precision).map(
          (each, o) => each / (file.labels ? 1 : (file.outputs[o]?.scale ?? 1)),
        ),
      );
      const sorted = shares.sort((a, b) => a - b);
      expect(sorted[Math.floor(sorted.length / 2)]).to.be.at.most(1e3 * precision.network);
      expect(sorted[Math.floor(0.95 * sorted.length)]).to.be.at.most(Math.max(1e5 * precision.network, 1e-9));
    }
  });

  const builds: readonly (readonly [FormName, NumberType, readonly string[], Precision])[] = [
    ['c', 'float', C_COMPILER, FLOAT],
    ['c', 'single', C_COMPILER, AVR],
    ['c', 'double', C_COMPILER, EXACT],
    ['cpp', 'float', CPP_COMPILER, FLOAT],
    ['arduino', 'float', CPP_COMPILER, AVR],
  ];
  for (const [form, type, compiler, precision] of builds) {
    it(`passes, and fails where an answer is wrong: ${form}, ${type}`, function () {
      needs(this, compiler[0] as string);
      const sources = files.flatMap((file, i) => {
        const examples = examplesOf(file);
        return [
          printed(form, type, file, examples, `good_${i}`),
          printed(form, type, file, spoiled(examples, file, precision), `bad_${i}`),
        ];
      });
      const checks = files.map((_, i) => `printf("%d%d ", good_${i}_self_test(), bad_${i}_self_test());`);
      const main = `#include <stdio.h>\nint main(void)\n{\n${checks.join('\n')}\nreturn 0;\n}\n`;
      writeFileSync(join(folder, 'main.c'), [...sources, main].join('\n'));
      run(folder, [...compiler, 'main.c', '-o', 'main', '-lm']);
      const said = run(folder, [join(folder, 'main')])
        .trim()
        .split(' ');
      expect(said).to.deep.equal(files.map(() => '01'));
    }).timeout(60_000);
  }

  it('passes, and fails where an answer is wrong: c, q15', function () {
    needs(this, C_COMPILER[0] as string);
    const sources = files.flatMap((file, i) => {
      const good = printed('c', 'q15', file, examplesOf(file), `good_${i}`);
      const bad = good.replaceAll('good_', 'bad_').replaceAll('GOOD_', 'BAD_');
      return [good, bad.replace(/(right\[.*\n *\{)(-?)(\d+)/, '$1$21$3')];
    });
    const checks = files.map((_, i) => `printf("%d%d ", good_${i}_self_test(), bad_${i}_self_test());`);
    const main = `#include <stdio.h>\nint main(void)\n{\n${checks.join('\n')}\nreturn 0;\n}\n`;
    writeFileSync(join(folder, 'main.c'), [...sources, main].join('\n'));
    run(folder, [...C_COMPILER, 'main.c', '-o', 'main']);
    expect(
      run(folder, [join(folder, 'main')])
        .trim()
        .split(' '),
    ).to.deep.equal(files.map(() => '01'));
  }).timeout(60_000);

  it('is a program of its own where a macro asks for one', function () {
    needs(this, C_COMPILER[0] as string, CPP_COMPILER[0] as string);
    const file = KINDS['three classes']!;
    const examples = examplesOf(file);
    for (const [form, compiler] of [
      ['c', C_COMPILER],
      ['cpp', CPP_COMPILER],
    ] as const) {
      const build = [...compiler, '-DPREDICT_MAIN', 'predict.x', '-o', 'test', '-lm'];
      const words = form === 'c' ? build.toSpliced(1, 0, '-x', 'c') : build;
      writeFileSync(join(folder, 'predict.x'), printed(form, 'float', file, examples));
      run(folder, words);
      expect(run(folder, [join(folder, 'test')])).to.equal('');
      writeFileSync(join(folder, 'predict.x'), printed(form, 'float', file, spoiled(examples, file, EXACT)));
      run(folder, words);
      expect(() => run(folder, [join(folder, 'test')])).to.throw('ended with 1');
    }
  }).timeout(60_000);

  for (const [form, end] of [
    ['javascript', 'mjs'],
    ['typescript', 'mts'],
  ] as const) {
    it(`passes, and fails where an answer is wrong: ${form}`, async () => {
      for (const [i, file] of files.entries()) {
        const examples = examplesOf(file);
        for (const [each, right] of [
          [examples, 0],
          [spoiled(examples, file, EXACT), 1],
        ] as const) {
          const path = join(folder, `network${i}${right}.${end}`);
          writeFileSync(path, printed(form, 'double', file, each));
          const module = await import(pathToFileURL(path).href);
          expect(module.selfTest(), `network ${i}`).to.equal(right);
        }
      }
    }).timeout(60_000);
  }

  it('passes, and fails where an answer is wrong: python', function () {
    needs(this, 'python3');
    files.forEach((file, i) => {
      const examples = examplesOf(file);
      writeFileSync(join(folder, `good_${i}.py`), printed('python', 'double', file, examples));
      writeFileSync(
        join(folder, `bad_${i}.py`),
        printed('python', 'double', file, spoiled(examples, file, EXACT)),
      );
    });
    const main = `from importlib import import_module\nfor i in range(${files.length}):\n    print(import_module(f"good_{i}").self_test(), import_module(f"bad_{i}").self_test(), sep="")\n`;
    writeFileSync(join(folder, 'main.py'), main);
    expect(run(folder, ['python3', 'main.py']).trim().split('\n')).to.deep.equal(files.map(() => '01'));
    expect(run(folder, ['python3', 'good_0.py'])).to.equal('');
    expect(() => run(folder, ['python3', 'bad_0.py'])).to.throw('ended with 1');
  }).timeout(60_000);
});
