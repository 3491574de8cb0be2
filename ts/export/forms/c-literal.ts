import { shortest } from '../write.ts';

/** With as few digits as give the same float again. Throws a RangeError where no float holds it. */
export function literal(value: number): string {
  const float = Math.fround(value);
  if (!Number.isFinite(float) || (float === 0 && value !== 0)) {
    throw new RangeError(`${value} does not fit into a float of C`);
  }
  return `${decimal(shortest(float))}f`;
}

/** With as few digits as give the same double again. */
export function decimal(value: number): string {
  const digits = String(value);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
}

/** A text as a literal of C, in UTF-8. Question marks are escaped because of trigraphs. */
export function text(value: string): string {
  const escaped = value.replaceAll(/["\\?]/g, '\\$&').replaceAll(/\p{Cc}/gu, octal);
  return `"${escaped}"`;
}

/** The bytes of a control character; three digits each, for a digit may follow. */
function octal(character: string): string {
  const bytes = Array.from(new TextEncoder().encode(character));
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
