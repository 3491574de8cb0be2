import { columnIndex, listed } from './columns.ts';
import { DataError } from './error.ts';
import {
  type CategoryColumn,
  columnOf,
  type Frame,
  headerOf,
  isGap,
  type NumberColumn,
  type UsableColumn,
} from './frame.ts';
import { meantAs } from './meant.ts';
import { refuseEmpty, refuseFew } from './target.ts';
import { fewestFor } from './treatment.ts';

/** What the user asks of a table's columns. */
export interface Roles {
  readonly targets: readonly string[];
  /** null: all other columns; text that is no column's name is split at commas. */
  readonly inputs: null | string | readonly string[];
  /** Columns that are not looked at. */
  readonly drop: readonly string[];
  /** What rows are split by (group:COLUMN, time:COLUMN): an input only where it is named as one. */
  readonly splitBy: string | null;
  /** What says of which group a row is: no input, for it is the same in a whole group. */
  readonly groupBy: string | null;
}

/** Columns that a network may learn from, and sentences on those that were left out. */
export interface Chosen {
  readonly inputs: readonly string[];
  readonly notes: readonly string[];
}

/** From this share of distinct words on, a column names its rows. */
const NAMES_ROWS = 0.9;

/** The input columns of a table. Those that are asked for by name are left out only where they are constant. Throws DataError for names that cannot be. */
export function chooseColumns(frame: Frame, roles: Roles): Chosen {
  const { targets, drop, splitBy, groupBy } = roles;
  const header = headerOf(frame);
  const ordering = [splitBy, groupBy].filter((name) => name !== null);
  refuseEmpty(frame);
  for (const name of [...targets, ...drop, ...ordering]) columnIndex(header, name);
  refuseFew(frame);
  refuseTwice('targets', targets);
  const dropped = targets.find((name) => drop.includes(name));
  if (dropped !== undefined) throw new DataError(`The target "${dropped}" cannot be dropped.`);
  if (splitBy !== null && targets.includes(splitBy))
    throw new DataError(`Rows cannot be split by the target "${splitBy}" (--split).`);
  if (groupBy !== null && targets.includes(groupBy))
    throw new DataError(`The target "${groupBy}" cannot name groups of rows, too (--by).`);
  const chosen =
    roles.inputs === null
      ? chooseAll(frame, roles)
      : chooseNamed(frame, roles, listed(roles.inputs, header.header));
  if (chosen.inputs.length > 0) return chosen;
  const reasons = chosen.notes.length === 0 ? '.' : `: ${chosen.notes.join('; ')}.`;
  throw new DataError(`${frame.file} has no input besides the target "${targets.join('", "')}"${reasons}`);
}

function chooseNamed(frame: Frame, { targets, drop, groupBy }: Roles, named: readonly string[]): Chosen {
  for (const name of named) columnIndex(headerOf(frame), name);
  const target = named.find((name) => targets.includes(name));
  if (target !== undefined) throw new DataError(`The target "${target}" cannot be one of the inputs.`);
  refuseTwice('inputs', named);
  const columns = named
    .filter((name) => !drop.includes(name) && name !== groupBy)
    .map((name) => columnOf(frame, name));
  const constant = columns.filter((column) => constancy(column, frame.rows) !== null);
  for (const column of columns) {
    const seldom = column.kind === 'category' && !constant.includes(column) ? rarity(column) : null;
    if (seldom !== null)
      throw new DataError(`${frame.file}: ${said(column, seldom)}, so that nothing can be learned from it.`);
  }
  return {
    inputs: columns.filter((column) => !constant.includes(column)).map(({ name }) => name),
    notes: constant.map((column) => leftOut(column, constancy(column, frame.rows) as string)),
  };
}

function chooseAll(frame: Frame, { targets, drop, splitBy, groupBy }: Roles): Chosen {
  const notes: string[] = [];
  const kept: UsableColumn[] = [];
  const counters: UsableColumn[] = [];
  frame.columns.forEach(({ name }, place) => {
    if (targets.includes(name) || drop.includes(name) || name === groupBy) return;
    if (name === splitBy) {
      notes.push(`rows are split by the column "${name}": it is no input, unless --inputs names it`);
      return;
    }
    if (name === '') {
      notes.push(`column ${place + 1} has no name: it is left out`);
      return;
    }
    const column = columnOf(frame, name);
    if (isCounter(column)) counters.push(column);
    const reason = constancy(column, frame.rows) ?? identity(column) ?? copied(column, kept);
    if (reason === null) kept.push(column);
    else notes.push(leftOut(column, reason));
  });
  // A number of the row may be all that there is: a time, say.
  const others = kept.filter((column) => !counters.includes(column));
  if (others.length === 0) return { inputs: kept.map(({ name }) => name), notes };
  const counted = kept.filter((column) => counters.includes(column));
  notes.push(...counted.map((column) => leftOut(column, 'numbers the rows')));
  return { inputs: others.map(({ name }) => name), notes };
}

/** Why a column tells nothing at all. */
function constancy(column: UsableColumn, rows: number): string | null {
  const known = Array.from({ length: rows }, (_, row) => row).filter((row) => !isGap(column, row));
  if (rows > 0 && known.length === 0) return 'has no values';
  const values: ArrayLike<number> = column.kind === 'category' ? column.codes : column.values;
  const [first = 0] = known;
  if (known.length < rows || known.some((row) => values[row] !== values[first])) return null;
  return 'is the same in every row';
}

/** Why a column may tell rows apart but not what they have in common. */
function identity(column: UsableColumn): string | null {
  if (column.kind === 'category') return rarity(column);
  if (column.kind === 'number' && /(^|[\s_.-])id$/i.test(column.name) && isUniqueInteger(column)) {
    return 'has another whole number in every row, as an identifier has';
  }
  return null;
}

/** Why the words of a column repeat too seldom to learn from them; null where they do not, or where there are only two. */
function rarity({ levels, codes }: CategoryColumn): string | null {
  if (levels.length <= 2) return null;
  const counts = new Float64Array(levels.length);
  let known = 0;
  for (const code of codes) {
    if (code < 0) continue;
    known++;
    counts[code] = (counts[code] as number) + 1;
  }
  const meant = meantAs(levels);
  if (levels.length >= NAMES_ROWS * known)
    return meant ?? 'has another text in nearly every row, as a name or an identifier has';
  const fewest = fewestFor(codes.length);
  return counts.some((count) => count >= fewest)
    ? null
    : (meant ?? `has ${levels.length} texts, none of them in ${fewest} rows`);
}

/** Whether a column is 1, 2, 3 and so on, or does so from 0 on and has a name that says so. */
function isCounter(column: UsableColumn): boolean {
  if (column.kind !== 'number') return false;
  const { name, values } = column;
  const isIndex = values[0] === 0 && /^(id|index|row|nr|no|number|unnamed.*)$/i.test(name);
  return (values[0] === 1 || isIndex) && values.every((value, row) => value === (values[0] as number) + row);
}

function isUniqueInteger({ values }: NumberColumn): boolean {
  return values.every(Number.isInteger) && new Set(values).size === values.length;
}

function copied(column: UsableColumn, kept: readonly UsableColumn[]): string | null {
  const original = kept.find((other) => areEqual(column, other));
  return original === undefined ? null : `is the same as "${original.name}"`;
}

function areEqual(a: UsableColumn, b: UsableColumn): boolean {
  if (a.kind === 'category') {
    if (b.kind !== 'category' || String(a.levels) !== String(b.levels)) return false;
    return a.codes.every((code, row) => code === b.codes[row]);
  }
  return (
    b.kind === a.kind &&
    a.values.every((value, row) => Object.is(value, b.values[row]) || value === b.values[row])
  );
}

function refuseTwice(what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new DataError(`The ${what} name "${twice}" twice.`);
}

function leftOut(column: UsableColumn, reason: string): string {
  return `${said(column, reason)}: it is left out`;
}

function said({ name }: UsableColumn, reason: string): string {
  return `the input "${name}" ${reason}`;
}
