import { nearest } from '../../schema/nearest.ts';
import type { Program } from '../program.ts';
import { singlePrecisionWarnings } from '../single-precision.ts';
import { c } from './c.ts';
import { javascript } from './javascript.ts';

/** A language that programs are printed in. */
export interface Form {
  /** A file with a function of that name. Throws a RangeError for a number that the language cannot write. */
  print(program: Program, name: string): string;
  /** Sentences on what the program may lose. */
  warnings(program: Program): string[];
}

/** Languages by their names. */
export const forms: Readonly<Record<string, Form>> = {
  c: { print: c, warnings: singlePrecisionWarnings },
  javascript: { print: javascript, warnings: () => [] },
};

const ALIASES: Readonly<Record<string, string>> = { c99: 'c', js: 'javascript', mjs: 'javascript' };

/** The form of a language, whatever its capitals; else the name of the one that was probably meant, or null. */
export function formNamed(word: string): Form | string | null {
  const small = word.toLowerCase();
  const name = Object.hasOwn(ALIASES, small) ? (ALIASES[small] as string) : small;
  return (Object.hasOwn(forms, name) ? forms[name] : undefined) ?? nearest(word, Object.keys(forms));
}
