import type { Program } from '../program.ts';

/** The program itself: columns, steps in the order of computing, and outputs, for interpreters of one's own. */
export function json(program: Program): string {
  return `${JSON.stringify({ format: 1, ...program }, null, 1)}\n`;
}
