import { closest, distance } from 'fastest-levenshtein';
import { causeOfLack } from './cause.ts';
import { DataError } from './error.ts';

/** Where the column `name` stands; throws DataError, with the nearest name, where there is none. */
export function columnIndex(
  records: { readonly file: string; readonly header: readonly string[] },
  name: string,
): number {
  const index = records.header.indexOf(name);
  if (name === '') throw new DataError(`${records.file}:1: a column without a name cannot be used.`);
  if (index >= 0) return index;
  throw new DataError(`${records.file} has no column "${name}"${advice(records.header, name)}`);
}

/** Names as the user gives them: a list, one name, or names between commas. */
export function listed(inputs: string | readonly string[], header: readonly string[]): string[] {
  const isOne = typeof inputs !== 'string' || header.includes(inputs.trim());
  const names = isOne ? [inputs].flat() : inputs.split(',');
  return names.map((name) => name.trim());
}

function advice(header: readonly string[], name: string): string {
  const cause = causeOfLack(header, name);
  if (cause !== null) return `: ${cause}.`;
  const broken = header.find((candidate) => candidate.split(',').some((part) => part.trim() === name));
  if (broken !== undefined) return `; a name with a comma is given in a list: -S ${setting([broken])}.`;
  const sameCase = header.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  const nearest = sameCase ?? closest(name, [...header]);
  // Every one-letter name is one letter away from another.
  const isNear = name.length > 1 && distance(name, nearest) <= Math.max(1, name.length / 3);
  if (sameCase !== undefined || isNear) {
    return `; did you mean "${nearest}"?`;
  }
  return `; it has ${quoted(header)}.`;
}

/** Inputs as `-S` takes them in a shell: a list of JSON where a name has more than letters and digits. */
function setting(names: readonly string[]): string {
  const isPlain = names.every((name) => /^[\w.-]+$/.test(name));
  return isPlain ? `inputs=${names.join(',')}` : `'inputs=${JSON.stringify(names)}'`;
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `"${name}"`);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
