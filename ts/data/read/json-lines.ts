import { depthComplaint } from '../../schema/depth.ts';
import { DataError } from '../error.ts';
import { characters, type Encoding } from './characters.ts';
import type { Gathering } from './gather.ts';
import { type At, KeptRows } from './kept-rows.ts';
import { columnMaker, type Pass, type Plan } from './pass.ts';
import type { Source } from './source.ts';

/** Reads a table of one JSON object a line; a key that an object lacks is a missing value. */
export async function readJsonLines(source: Source, encoding: Encoding, plan: Plan): Promise<Pass> {
  const { file } = source;
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
  for await (const { text, line } of linesOf(characters(source, encoding))) {
    const object = objectIn(text, `${file}:${line}`);
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
    place: (line) => `${file}:${line}`,
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

function objectIn(text: string, place: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DataError(`${place}: the line is not JSON (${(error as Error).message}).`);
  }
  const deep = depthComplaint(value);
  if (deep !== null) throw new DataError(`${place}: the line is ${deep}.`);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new DataError(`${place}: each line must hold one JSON object, with the names of the columns.`);
}
