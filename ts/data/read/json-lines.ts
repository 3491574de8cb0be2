import { depthComplaint } from '../../schema/depth.ts';
import { DataError } from '../error.ts';
import { characters, type Encoding } from './characters.ts';
import type { Gathering } from './gather.ts';
import { type At, KeptRows } from './kept-rows.ts';
import { columnMaker, type Pass, type Plan } from './pass.ts';
import type { Source } from './source.ts';

/** Reads a table of one JSON object a line; a key that an object lacks is a missing value. */
export function readJsonLines(source: Source, encoding: Encoding, plan: Plan): Promise<Pass> {
  return readObjects(source.file, objectsOfLines(source, encoding), (line) => `${source.file}:${line}`, plan);
}

/** Reads a table of one list of JSON objects, all at once. */
export function readJsonList(source: Source, encoding: Encoding, plan: Plan): Promise<Pass> {
  const place = (row: number) => `${source.file}, object ${row}`;
  return readObjects(source.file, objectsOfList(source, encoding), place, plan);
}

/** A row by the names of its columns. */
type Row = Readonly<Record<string, unknown>>;

/** A row, and its number for `placeOf`: that of its line, or its own. */
interface Numbered {
  readonly object: Row;
  readonly line: number;
}

async function readObjects(
  file: string,
  objects: AsyncIterable<Numbered>,
  placeOf: (line: number) => string,
  plan: Plan,
): Promise<Pass> {
  const maker = columnMaker(plan, false);
  const rows = new KeptRows(file, plan.options.sampling ?? null);
  const names = new Set<string>();
  const columns: { readonly name: string; readonly column: Gathering }[] = [];
  const gatherings: Gathering[] = [];
  const add = (name: string, before: number) => {
    const column = maker.make(name, names.size);
    names.add(name);
    columns.push({ name, column });
    gatherings.push(column);
    for (let row = 0; row < before; row++) column.gap(KEPT);
  };
  for await (const { object, line } of objects) {
    const before = rows.kept;
    const at = rows.next(line);
    for (const name of Object.keys(object)) if (!names.has(name)) add(name, before);
    for (const { name, column } of columns)
      take(column, Object.hasOwn(object, name) ? object[name] : null, at);
    rows.limit(gatherings);
  }
  return {
    file,
    columns: gatherings,
    lines: rows.finish(gatherings),
    place: placeOf,
    notes: () => [rows.said, maker.missing.said(file)].filter((note) => note !== null),
  };
}

/** Where the gaps of a column lie that comes late. */
const KEPT: At = { line: 0, kept: true };

function take(column: Gathering, value: unknown, at: At): void {
  if (value === null) column.gap(at);
  else if (typeof value === 'number') column.number(value, at);
  else column.text(typeof value === 'string' ? value : JSON.stringify(value), at);
}

async function* objectsOfLines(source: Source, encoding: Encoding): AsyncGenerator<Numbered> {
  for await (const { text, line } of linesOf(characters(source, encoding)))
    yield { object: objectIn(text, `${source.file}:${line}`), line };
}

/** Characters of a list that is read: a text of 512 million is none any more. */
const LONGEST = 500_000_000;

async function* objectsOfList(source: Source, encoding: Encoding): AsyncGenerator<Numbered> {
  const { file } = source;
  let text = '';
  for await (const piece of characters(source, encoding)) {
    if (text.length + piece.length > LONGEST)
      throw new DataError(`${file} is too long for a list in JSON: write one object a line.`);
    text += piece;
  }
  const list = parsed(text, file, 'its list') as unknown[];
  for (const [row, value] of list.entries()) {
    if (!isObject(value))
      throw new DataError(`${file}, object ${row + 1}: it is no object with the names of the columns.`);
    yield { object: value, line: row + 1 };
  }
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<{ text: string; line: number }> {
  let held = '';
  let line = 0;
  for await (const piece of pieces) {
    const texts = (held + piece).split('\n');
    held = texts.pop() ?? '';
    for (const text of texts) {
      line++;
      if (text.trim() !== '') yield { text, line };
    }
  }
  if (held.trim() !== '') yield { text: held, line: line + 1 };
}

function objectIn(text: string, place: string): Row {
  const value = parsed(text, place, 'the line');
  if (isObject(value)) return value;
  throw new DataError(`${place}: each line must hold one JSON object, with the names of the columns.`);
}

/** `what`: the text in a sentence. */
function parsed(text: string, place: string, what: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DataError(`${place}: ${what} is not JSON (${(error as Error).message}).`);
  }
  const deep = depthComplaint(value);
  if (deep !== null) throw new DataError(`${place}: ${what} is ${deep}.`);
  return value;
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
