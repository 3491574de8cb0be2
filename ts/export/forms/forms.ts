import { nearest } from '../../schema/nearest.ts';
import type { Program } from '../program.ts';
import { c } from './c.ts';
import { javascript } from './javascript.ts';

/** Prints a program as a file with a function of that name. Throws a RangeError for a number that it cannot write. */
export type Form = (program: Program, name: string) => string;

/** Languages by their names. */
export const forms: Readonly<Record<string, Form>> = { c, javascript };

const ALIASES: Readonly<Record<string, string>> = { c99: 'c', js: 'javascript', mjs: 'javascript' };

/** The form of a language, whatever its capitals; else the one that was probably meant, or null. */
export function formNamed(word: string): Form | { readonly meant: string | null } {
  const small = word.toLowerCase();
  const name = Object.hasOwn(ALIASES, small) ? (ALIASES[small] as string) : small;
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  return form ?? { meant: nearest(word, Object.keys(forms)) };
}
