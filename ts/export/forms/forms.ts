import { nearest } from '../../schema/nearest.ts';
import type { Program } from '../program.ts';
import { FLOAT_STEP, floatColumnWarnings, singlePrecisionWarnings } from '../single-precision.ts';
import { c } from './c.ts';
import { ARDUINO, C99, CPP, type Dialect, REALS } from './c-dialect.ts';
import { cFixed } from './c-fixed.ts';
import type { NumberType, Wanted } from './examples.ts';
import { javascript, typescript } from './javascript.ts';
import { latex } from './latex.ts';
import { python } from './python.ts';

/** A language that programs are printed in. */
export interface Form {
  /** What it can compute with, what it does by itself first; none where there is no choice. */
  readonly types: readonly NumberType[];
  /** Whether a file of it can run, and so have a self-test. */
  readonly isCode: boolean;
  /** A file with the function. Throws a RangeError for a number that the language cannot write. */
  print(program: Program, wanted: Wanted): string;
  /** Sentences on what the program may lose. */
  warnings(program: Program, type: NumberType): string[];
}

export type FormName = 'c' | 'cpp' | 'arduino' | 'javascript' | 'typescript' | 'python' | 'latex';

/** Languages by their names. */
export const forms: Readonly<Record<FormName, Form>> = {
  c: ofDialect(C99),
  cpp: ofDialect(CPP),
  arduino: ofDialect(ARDUINO),
  javascript: exact(javascript),
  typescript: exact(typescript),
  python: exact(python),
  latex: exact(latex, false),
};

/** The languages, for people. */
export const LANGUAGES = orList(Object.keys(forms));

/** Words as one of which something is chosen. */
export function orList(words: readonly string[]): string {
  return words.join(', ').replace(/, (\w+)$/, ' or $1');
}

function ofDialect(dialect: Dialect): Form {
  return {
    types: ['float', 'single', 'double', 'q15'],
    isCode: true,
    print: (program, wanted) =>
      wanted.type === 'q15'
        ? cFixed(program, wanted, dialect)
        : c(program, wanted, REALS[wanted.type], dialect),
    warnings: (program, type) => (type === 'q15' ? [] : warningsOf(program, type, dialect)),
  };
}

/** What may be done where columns lie far from zero: of C with doubles, and of C without. */
const FLOAT = ' (--type float takes and scales them in double)';
const FROM_ZERO = ' (subtract a number near their middle from them in the table, and fit again)';

function warningsOf(program: Program, type: keyof typeof REALS, { doubleStep }: Dialect): string[] {
  if (type === 'single') return floatColumnWarnings(program, 'in single precision', FLOAT);
  if (doubleStep === FLOAT_STEP) {
    return floatColumnWarnings(program, 'where double is a float, as on Arduino boards with AVR,', FROM_ZERO);
  }
  return type === 'float' ? singlePrecisionWarnings(program) : [];
}

/** A form that loses nothing. */
function exact(print: Form['print'], isCode = true): Form {
  return { types: [], isCode, print, warnings: () => [] };
}

const ALIASES: Readonly<Record<string, FormName>> = {
  c99: 'c',
  'c++': 'cpp',
  cxx: 'cpp',
  hpp: 'cpp',
  ino: 'arduino',
  js: 'javascript',
  mjs: 'javascript',
  ts: 'typescript',
  py: 'python',
  tex: 'latex',
};

/** The form of a language, whatever its capitals; else the name of the one that was probably meant, or null. */
export function formNamed(word: string): Form | string | null {
  const small = word.toLowerCase();
  const named = Object.hasOwn(ALIASES, small) ? ALIASES[small] : small;
  const name = Object.keys(forms).find((each) => each === named) as FormName | undefined;
  return name === undefined ? nearest(word, Object.keys(forms)) : forms[name];
}
