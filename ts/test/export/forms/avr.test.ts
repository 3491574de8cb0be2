import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { examplesOf } from '../../../commands/examples.ts';
import { forms } from '../../../export/forms/forms.ts';
import { programOf } from '../../../export/program.ts';
import { anyCase } from './any-file.ts';
import { needsAvr, selfTestOnUno } from './avr.ts';
import { KINDS } from './kinds.ts';

describe('a network on an emulated Arduino Uno', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat avr '));
  after(() => rmSync(folder, { recursive: true }));
  const files = [
    ...Object.values(KINDS),
    ...fc.sample(anyCase, { seed: 7, numRuns: 6 }).map(({ file }) => file),
  ];

  for (const type of ['float', 'q15'] as const) {
    it(`answers as it should, where int has 16 bits and double is a float, in ${type}`, function () {
      needsAvr(this);
      files.forEach((file, i) => {
        const header = forms.arduino.print(programOf(file), {
          name: 'predict',
          type,
          examples: examplesOf(file),
        });
        expect(selfTestOnUno(folder, header), `network ${i}`).to.equal(0);
      });
      const kind = KINDS['two classes']!;
      const header = forms.arduino.print(programOf(kind), {
        name: 'predict',
        type,
        examples: examplesOf(kind),
      });
      expect(selfTestOnUno(folder, header.replace(/(right\[.*\n *\{)(0\.)?/, '$1$21'))).to.equal(1);
    }).timeout(120_000);
  }
});
