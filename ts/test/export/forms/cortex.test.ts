import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { examplesOf } from '../../../commands/examples.ts';
import type { NumberType } from '../../../export/forms/examples.ts';
import { forms } from '../../../export/forms/forms.ts';
import { programOf } from '../../../export/program.ts';
import type { NetworkFile } from '../../../schema/types.ts';
import { anyCase } from './any-file.ts';
import { CORES, compileFor, countingMain, needsArm, runOn, takesAtMost } from './cortex.ts';
import { KINDS } from './kinds.ts';

/** Instructions of a network of one sigmoid, its loop included. */
const MOST = 120;

describe('a network on an emulated microcontroller', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat cortex '));
  after(() => rmSync(folder, { recursive: true }));
  const files = [
    ...Object.values(KINDS),
    ...fc.sample(anyCase, { seed: 6, numRuns: 20 }).map(({ file }) => file),
  ];

  const sourceOf = (file: NetworkFile, name: string, type: NumberType) =>
    forms.c.print(programOf(file), { name, type, examples: examplesOf(file) });

  for (const core of CORES) {
    for (const type of ['float', 'single', 'double', 'q15'] as const) {
      it(`answers as it should, in ${type} on ${core.cpu}`, function () {
        needsArm(this);
        const sources = files.map((file, i) => sourceOf(file, `net_${i}`, type));
        const tests = files.map((_, i) => `net_${i}_self_test()`).join(' || ');
        const main = `int main(void) { return ${tests} ? 1 : 0; }\n`;
        compileFor(core, folder, [...sources, main].join('\n'));
        expect(runOn(core, folder)).to.equal(0);
      }).timeout(120_000);
    }

    it(`says where it does not, on ${core.cpu}`, function () {
      needsArm(this);
      for (const type of ['float', 'q15'] as const) {
        const source = sourceOf(KINDS['two classes']!, 'predict', type);
        const wrong = source.replace(/(right\[.*\n *\{)(0\.)?/, '$1$21');
        expect(wrong).to.not.equal(source);
        compileFor(core, folder, `#define PREDICT_MAIN\n${wrong}`);
        expect(runOn(core, folder)).to.equal(1);
      }
    }).timeout(120_000);

    it(`takes few instructions in whole numbers, in code for ${core.cpu}`, function () {
      needsArm(this);
      const program = programOf(KINDS.numbers!);
      const source = forms.c.print(program, { name: 'predict', type: 'q15', examples: null });
      const rows = [
        [1000, 0, 2000],
        [-500, 0, 3000],
        [2500, 0, -4000],
      ];
      const cells = rows.map((row) => row.map(String));
      const takes = (most: number) =>
        takesAtMost(core, folder, source + countingMain('int32_t', cells, most));
      expect(takes(MOST)).to.equal(true);
      expect(takes(MOST / 10)).to.equal(false);
    }).timeout(60_000);

    it(`takes no double in single precision, and nothing of floats or mathematics in q15, on ${core.cpu}`, function () {
      needsArm(this);
      const names = (type: NumberType) =>
        Object.values(KINDS).flatMap((file) => compileFor(core, folder, sourceOf(file, 'predict', type)));
      expect(names('float')).to.include.members(['expf', 'tanhf', '__aeabi_dadd']);
      expect(names('single')).to.include.members(['expf', 'tanhf']);
      expect(
        names('single').filter((name) => /^__aeabi_(c?d|.*2d)|^(exp|tanh|floor|fabs)$/.test(name)),
      ).to.deep.equal([]);
      expect(names('q15').filter((name) => !/^__aeabi_u?i(div|divmod)$/.test(name))).to.deep.equal([]);
    }).timeout(60_000);
  }
});
