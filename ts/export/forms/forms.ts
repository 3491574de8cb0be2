import { nearest } from '../../schema/nearest.ts';
import type { Program } from '../program.ts';
import { FLOAT_STEP, floatColumnWarnings, singlePrecisionWarnings } from '../single-precision.ts';
import { c } from './c.ts';
import { ARDUINO, C99, CPP, type Dialect, REALS } from './c-dialect.ts';
import { cFixed } from './c-fixed.ts';
import type { NumberType, Wanted } from './examples.ts';
import { javascript, typescript } from './javascript.ts';
import { json } from './json.ts';
import { latex } from './latex.ts';
import { mermaid } from './mermaid.ts';
import { numpy } from './numpy.ts';
import { onnx } from './onnx.ts';
import { python } from './python.ts';
import { safetensors } from './safetensors.ts';
import { torch } from './torch.ts';

/** A language that programs are printed in. */
export interface Form<File extends string | Uint8Array = string | Uint8Array> {
  /** What it can compute with, what it does by itself first; none where there is no choice. */
  readonly types: readonly NumberType[];
  /** Whether a file of it can run, and so have a self-test. */
  readonly isCode: boolean;
  /** A file with the function: a text, or bytes. Throws a RangeError for what the language cannot write. */
  print(program: Program, wanted: Wanted): File;
  /** Sentences on what the program may lose. */
  warnings(program: Program, type: NumberType): string[];
}

/** Forms whose files are texts. */
export type FormName =
  | 'c'
  | 'cpp'
  | 'arduino'
  | 'javascript'
  | 'typescript'
  | 'python'
  | 'numpy'
  | 'torch'
  | 'json'
  | 'latex'
  | 'mermaid';

/** Forms whose files are bytes. */
export type BinaryName = 'onnx' | 'safetensors';

/** Languages by their names. */
export const forms: Readonly<Record<FormName, Form<string>> & Record<BinaryName, Form<Uint8Array>>> = {
  c: ofDialect(C99),
  cpp: ofDialect(CPP),
  arduino: ofDialect(ARDUINO),
  javascript: exact(javascript),
  typescript: exact(typescript),
  python: exact(python),
  numpy: exact(numpy),
  torch: exact(torch),
  onnx: {
    types: ['float', 'double'],
    isCode: false,
    print: onnx,
    warnings: (program, type) =>
      type === 'float'
        ? floatColumnWarnings(program, 'in single precision', ' (--type double keeps them)')
        : [],
  },
  safetensors: {
    types: [],
    isCode: false,
    print: safetensors,
    warnings: (program) => floatColumnWarnings(program, 'in single precision', ' (--to json keeps doubles)'),
  },
  json: exact(json, false),
  latex: exact(latex, false),
  mermaid: exact(mermaid, false),
};

/** Words as one of which something is chosen. */
export function orList(words: readonly string[]): string {
  return words.join(', ').replace(/, (\w+)$/, ' or $1');
}

function ofDialect(dialect: Dialect): Form<string> {
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
function exact(print: Form<string>['print'], isCode = true): Form<string> {
  return { types: [], isCode, print, warnings: () => [] };
}

const ALIASES: Readonly<Record<string, FormName | BinaryName>> = {
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
  pytorch: 'torch',
  mmd: 'mermaid',
};

/** The form of a language, whatever its capitals; else the name of the one that was probably meant, or null. */
export function formNamed(word: string): Form | string | null {
  const small = word.toLowerCase();
  const named = Object.hasOwn(ALIASES, small) ? ALIASES[small] : small;
  const name = Object.keys(forms).find((each) => each === named) as FormName | BinaryName | undefined;
  return name === undefined ? nearest(word, Object.keys(forms)) : forms[name];
}
