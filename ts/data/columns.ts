import { closest, distance } from 'fastest-levenshtein';
import { causeOfLack } from './cause.ts';
import { isMissing, isNumber } from './cell.ts';
import { DataError } from './error.ts';
import type { Records } from './records.ts';

/** Which columns of a table are read. */
export interface Choice {
  readonly target: string;
  /** Input columns: null takes all but the target; text that is no column's name is split at commas. */
  readonly inputs: null | string | readonly string[];
  /** Most inputs that are accepted; null: any number. */
  readonly maxInputs: number | null;
}

/** Names of the input columns that `choice` asks for, checked against the header. */
export function chooseInputs(records: Records, choice: Choice): string[] {
  const { file, header } = records;
  const { target } = choice;
  columnIndex(records, target);
  const inputs =
    choice.inputs === null ? header.filter((name) => name !== target) : listed(choice.inputs, header);
  for (const name of inputs) columnIndex(records, name);
  if (inputs.includes(target)) throw new DataError(`The target "${target}" cannot be one of the inputs.`);
  const twice = inputs.find((name, index) => inputs.indexOf(name) !== index);
  if (twice !== undefined) throw new DataError(`The inputs name "${twice}" twice.`);
  if (inputs.length === 0) throw new DataError(`${file} has no column besides the target "${target}".`);
  const limit = choice.maxInputs;
  if (limit !== null && inputs.length > limit)
    throw new DataError(tooMany(records, target, inputs.length, limit));
  return inputs;
}

/** Where the column `name` stands; throws DataError, with the nearest name, where there is none. */
export function columnIndex(records: Pick<Records, 'file' | 'header'>, name: string): number {
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
  if (sameCase !== undefined || distance(name, nearest) <= Math.max(1, name.length / 3)) {
    return `; did you mean "${nearest}"?`;
  }
  return `; it has ${quoted(header)}.`;
}

function tooMany(records: Records, target: string, count: number, limit: number): string {
  const numeric = numberColumns(records).filter((name) => name !== target);
  const example = setting((numeric.length > 0 ? numeric : ['a', 'b', 'c']).slice(0, limit));
  const [most, some] = limit === 1 ? ['1 input', 'it'] : [`${limit} inputs`, 'them'];
  return `${records.file} gives ${count} inputs and the networks take at most ${most}: choose ${some} with -S ${example}`;
}

/** Inputs as `-S` takes them in a shell: a list of JSON where a name has more than letters and digits. */
function setting(names: readonly string[]): string {
  const isPlain = names.every((name) => /^[\w.-]+$/.test(name));
  return isPlain ? `inputs=${names.join(',')}` : `'inputs=${JSON.stringify(names)}'`;
}

/** Columns in which every cell is a number or missing, and some cell is a number. */
function numberColumns(records: Records): string[] {
  return records.header.filter((name, column) => {
    if (name === '') return false;
    const cells = records.rows.map((row) => row.fields[column] ?? '');
    return cells.every((cell) => isNumber(cell) || isMissing(cell)) && cells.some(isNumber);
  });
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `"${name}"`);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
