import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { NumberType } from '../../../export/forms/examples.ts';
import { type FormName, forms } from '../../../export/forms/forms.ts';
import { formulas } from '../../../export/forms/formulas.ts';
import { programOf } from '../../../export/program.ts';
import { KINDS } from './kinds.ts';

const golden = (what: string, end: string) =>
  readFileSync(`ts/test/export/forms/golden/${what.replaceAll(' ', '-')}.${end}`, 'utf8');

/** The forms whose files are compared, and how they end; the others are these but for a word. */
const ENDS: readonly (readonly [FormName, NumberType, string])[] = [
  ['c', 'float', 'c'],
  ['c', 'q15', 'q15.c'],
  ['arduino', 'float', 'h'],
  ['javascript', 'double', 'mjs.txt'],
  ['python', 'double', 'py'],
  ['latex', 'double', 'tex'],
];

describe('a small network', () => {
  for (const [what, file] of Object.entries(KINDS)) {
    const program = programOf(file);

    for (const [form, type, end] of ENDS) {
      it(`is short and can be read in ${form}, ${type}: ${what}`, () => {
        const text = forms[form].print(program, { name: 'predict', type, examples: null });
        expect(text).to.equal(golden(what, end));
      });
    }

    it(`is a few formulas of the table's columns: ${what}`, () => {
      const { lines, notes } = formulas(program);
      expect(`${[...lines, '', ...notes].join('\n')}\n`).to.equal(golden(what, 'formulas.txt'));
    });
  }
});
