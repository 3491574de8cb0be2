import { depthComplaint } from '../../schema/depth.ts';
import { DataError } from '../error.ts';
import { characters, type Encoding } from './characters.ts';
import type { Gathering } from './gather.ts';
import { growingIntegers } from './growing.ts';
import { columnMaker, type Pass, type Plan } from './pass.ts';
import type { Source } from './source.ts';

/** Reads a table of one JSON object a line; a key that an object lacks is a missing value. */
export async function readJsonLines(source: Source, encoding: Encoding, plan: Plan): Promise<Pass> {
  const { file } = source;
  const maker = columnMaker(plan, false);
  const columns = new Map<string, { gathering: Gathering; rows: number }>();
  const lines = growingIntegers();
  let rows = 0;
  const columnAt = (name: string) => {
    const column = columns.get(name) ?? { gathering: maker.make(name, columns.size), rows: 0 };
    columns.set(name, column);
    return column;
  };
  for await (const { text, line } of linesOf(characters(source, encoding))) {
    for (const [name, value] of Object.entries(objectIn(text, `${file}:${line}`))) {
      const column = columnAt(name);
      for (; column.rows < rows; column.rows++) column.gathering.gap();
      take(column.gathering, value, rows);
      column.rows++;
    }
    lines.push(line);
    rows++;
  }
  for (const column of columns.values()) for (; column.rows < rows; column.rows++) column.gathering.gap();
  const numbers = lines.take();
  const lineOf = (row: number) => numbers[row] ?? 0;
  return {
    file,
    columns: Array.from(columns.values(), ({ gathering }) => gathering),
    rows,
    lineOf,
    place: (row) => `${file}:${lineOf(row)}`,
    notes: [maker.missing.said(file)].filter((note) => note !== null),
  };
}

function take(column: Gathering, value: unknown, row: number): void {
  if (value === null) column.gap();
  else if (typeof value === 'number') column.number(value, row);
  else column.text(typeof value === 'string' ? value : JSON.stringify(value), row);
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

function objectIn(text: string, place: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DataError(`${place}: the line is not JSON (${(error as Error).message}).`);
  }
  const deep = depthComplaint(value);
  if (deep !== null) throw new DataError(`${place}: the line is ${deep}.`);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new DataError(`${place}: each line must hold one JSON object, with the names of the columns.`);
}
