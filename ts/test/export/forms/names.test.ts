import { expect } from 'chai';
import fc from 'fast-check';
import { identifier, isFunctionName, levelConstants, variables } from '../../../export/forms/names.ts';
import { programOf } from '../../../export/program.ts';
import { RUNS } from '../../mlp/spaces.ts';
import { plainNetwork } from '../plain-network.ts';
import { KINDS } from './kinds.ts';

/** The program of a line of columns with these names. */
function lineOf(names: readonly string[]) {
  const inputs = names.map((name) => ({ name, offset: 0, scale: 1 }));
  const layers = [{ weights: [names.map(() => 1)], bias: null, activations: ['linear' as const] }];
  return programOf(plainNetwork(inputs, { name: 'y', offset: 0, scale: 1 }, layers));
}

describe('names in exported programs', () => {
  it('are the columns’ in letters, digits and underscores', () => {
    const names = ['Bill length (mm)', 'Größe', 'temp °C', '2019', '°', 'a__b'];
    expect(names.map(identifier)).to.deep.equal([
      'bill_length_mm',
      'gro_e',
      'temp_c',
      'column_2019',
      'column',
      'a_b',
    ]);
  });

  it('are legal and differ, whatever the columns are called', () => {
    const anyName = fc.oneof(
      fc.string(),
      fc.constantFrom('double', 'Double', 'x', 'h1_0', 'mass', 'mass tanh', 'mass_2'),
    );
    fc.assert(
      fc.property(fc.uniqueArray(anyName, { minLength: 1, maxLength: 8 }), (names) => {
        const words = variables(lineOf(names), 'mass');
        expect(new Set(words).size).to.equal(words.length);
        for (const word of words.slice(0, -1)) {
          expect(word).to.match(/^[a-z][a-z0-9_]*$/);
          expect(isFunctionName(word), word).to.equal(true);
          expect(word).to.not.match(/^mass(_|$)/);
        }
      }),
      RUNS,
    );
  });

  it('are no word of any of the languages', () => {
    const words =
      'False None True and as assert async await break class continue def del elif else except finally for from global ' +
      'if import in is lambda nonlocal not or pass raise return try while with yield int template namespace typeof var ' +
      'setup loop math self_test selfTest classify inputs labels';
    for (const word of words.split(' ')) expect(isFunctionName(word), word).to.equal(false);
    for (const word of ['predict', 'mass_2', 'Lambda']) expect(isFunctionName(word), word).to.equal(true);
  });

  it('name the levels of used columns by the function, the column and the level', () => {
    const constants = levelConstants(programOf(KINDS['two classes']!), 'predict');
    expect(constants).to.deep.equal([
      [],
      ['PREDICT_ISLAND_BISCOE', 'PREDICT_ISLAND_DREAM', 'PREDICT_ISLAND_TORGERSEN'],
      ['PREDICT_SEX_FEMALE', 'PREDICT_SEX_MALE'],
      [],
    ]);
  });
});
