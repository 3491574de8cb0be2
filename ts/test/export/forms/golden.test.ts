import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type FormName, forms } from '../../../export/forms/forms.ts';
import { formulas } from '../../../export/forms/formulas.ts';
import { programOf } from '../../../export/program.ts';
import { KINDS } from './kinds.ts';

const golden = (what: string, end: string) =>
  readFileSync(`ts/test/export/forms/golden/${what.replaceAll(' ', '-')}.${end}`, 'utf8');

/** The forms whose files are compared, and how they end; the others are these but for a word. */
const ENDS = { c: 'c', arduino: 'h', javascript: 'mjs.txt', python: 'py', latex: 'tex' } satisfies Partial<
  Record<FormName, string>
>;

describe('a small network', () => {
  for (const [what, file] of Object.entries(KINDS)) {
    const program = programOf(file);

    for (const [form, end] of Object.entries(ENDS)) {
      it(`is short and can be read in ${form}: ${what}`, () => {
        const text = forms[form as FormName].print(program, {
          name: 'predict',
          type: 'float',
          examples: null,
        });
        expect(text).to.equal(golden(what, end));
      });
    }

    it(`is a few formulas of the table's columns: ${what}`, () => {
      const { lines, notes } = formulas(program);
      expect(`${[...lines, '', ...notes].join('\n')}\n`).to.equal(golden(what, 'formulas.txt'));
    });
  }
});
