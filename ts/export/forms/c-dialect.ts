import { DOUBLE_STEP, FLOAT_STEP } from '../single-precision.ts';
import { decimal, literal } from './c-literal.ts';
import type { RealType } from './examples.ts';
import type { Literal } from './expression.ts';

/** The numbers that a network computes with in C. */
export interface Real {
  readonly type: RealType;
  readonly literal: Literal;
  /** What follows the digits of a literal, and the names of functions of `math.h`. */
  readonly suffix: 'f' | '';
  /** How far the next number is from 1. */
  readonly step: number;
}

export const REALS: Readonly<Record<RealType, Real>> = {
  float: { type: 'float', literal, suffix: 'f', step: FLOAT_STEP },
  double: { type: 'double', literal: decimal, suffix: '', step: DOUBLE_STEP },
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

/** In parentheses where it is more than one operand. */
function operand(expression: string): string {
  return /^[\w.]+(\[\d+\])?$/.test(expression) || /^\w+\([^()]*\)$/.test(expression)
    ? expression
    : `(${expression})`;
}

/** A double as the network's number. */
export function narrowed(expression: string, { type }: Real): string {
  return type === 'double' ? expression : `(float)${operand(expression)}`;
}

/** The network's number as a double; `expression` is one operand. */
export function widened(expression: string, { type }: Real): string {
  return type === 'double' ? expression : `(double)${expression}`;
}
