import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { c } from '../../../export/forms/c.ts';
import { formulas } from '../../../export/forms/formulas.ts';
import { javascript } from '../../../export/forms/javascript.ts';
import { programOf } from '../../../export/program.ts';
import { KINDS } from './kinds.ts';

const golden = (what: string, end: string) =>
  readFileSync(`ts/test/export/forms/golden/${what.replaceAll(' ', '-')}.${end}`, 'utf8');

describe('a small network', () => {
  for (const [what, file] of Object.entries(KINDS)) {
    const program = programOf(file);

    it(`is short and can be read in C: ${what}`, () => {
      expect(c(program, 'predict')).to.equal(golden(what, 'c'));
    });

    it(`is short and can be read in JavaScript: ${what}`, () => {
      expect(javascript(program, 'predict')).to.equal(golden(what, 'mjs.txt'));
    });

    it(`is a few formulas of the table's columns: ${what}`, () => {
      const { lines, notes } = formulas(program);
      expect(`${[...lines, '', ...notes].join('\n')}\n`).to.equal(golden(what, 'formulas.txt'));
    });
  }
});
