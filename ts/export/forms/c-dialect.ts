import { DOUBLE_STEP, FLOAT_STEP } from '../single-precision.ts';
import { decimal, literal } from './c-literal.ts';
import type { NumberType } from './examples.ts';
import type { Literal } from './expression.ts';

/** A type of numbers in C. */
export interface Real {
  readonly type: 'float' | 'double';
  readonly literal: Literal;
  /** What follows the digits of a literal, and the names of functions of `math.h`. */
  readonly suffix: 'f' | '';
  /** How far the next number is from 1. */
  readonly step: number;
}

/** What the network computes with, and what cells and answers are, and are scaled in. */
export interface Reals {
  readonly network: Real;
  readonly cells: Real;
}

const FLOAT: Real = { type: 'float', literal, suffix: 'f', step: FLOAT_STEP };
const DOUBLE: Real = { type: 'double', literal: decimal, suffix: '', step: DOUBLE_STEP };

export const REALS: Readonly<Record<Exclude<NumberType, 'q15'>, Reals>> = {
  float: { network: FLOAT, cells: DOUBLE },
  single: { network: FLOAT, cells: FLOAT },
  double: { network: DOUBLE, cells: DOUBLE },
};

/** Where the same code goes: a source of C, or a header of C++, which may be included by several sources. */
export interface Dialect {
  readonly standard: string;
  /** Before what the file keeps to itself, and before what it is for. */
  readonly own: string;
  readonly shown: string;
  readonly isHeader: boolean;
  /** Whether a sketch for Arduino is at the end. */
  readonly hasSketch: boolean;
  /** The step at 1 of a double, in the worst case: on Arduino boards with AVR a double is a float. */
  readonly doubleStep: number;
}

export const C99: Dialect = {
  standard: 'C99',
  own: 'static ',
  shown: '',
  isHeader: false,
  hasSketch: false,
  doubleStep: DOUBLE_STEP,
};
export const CPP: Dialect = {
  standard: 'C++11',
  own: 'inline ',
  shown: 'inline ',
  isHeader: true,
  hasSketch: false,
  doubleStep: DOUBLE_STEP,
};
export const ARDUINO: Dialect = {
  ...CPP,
  standard: 'C++11 for Arduino',
  hasSketch: true,
  doubleStep: FLOAT_STEP,
};

/** The macro that guards a header, and others that belong to a function. */
export function macro(name: string, what: string): string {
  return `${name}_${what}`.toUpperCase();
}

/** Code in the guard of a header, or as it is. */
export function guarded(code: readonly string[], name: string, { isHeader }: Dialect): string[] {
  if (!isHeader) return [...code];
  const guard = macro(name, 'included');
  return [`#ifndef ${guard}`, `#define ${guard}`, '', ...code, `#endif // ${guard}`, ''];
}

/** In parentheses where it is more than one operand: a word, an element, or a call. */
function operand(expression: string): string {
  const inner = expression.replace(/\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)$/, '()');
  return /^[\w.]+(\[\d+\]|\(\))?$/.test(inner) ? expression : `(${expression})`;
}

/** An expression of one type as another. */
export function as(to: Real, from: Real, expression: string): string {
  return to.type === from.type ? expression : `(${to.type})${operand(expression)}`;
}

/** What is not a number. */
export function nan({ type }: Real): string {
  return type === 'float' ? 'NAN' : '(double)NAN';
}
