import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { DataError } from '../error.ts';
import type { Gathering } from './gather.ts';
import { columnMaker, type Pass, type Plan } from './pass.ts';

/** How a column's values reach us. */
type Kind = 'number' | 'date' | 'text';

interface Field {
  readonly name: string;
  readonly kind: Kind;
}

/** DuckDB fetches nothing: what it can do is in its build. */
const SETTINGS = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$/, 'number'],
  [/^(DATE|TIMESTAMP.*)$/, 'date'],
  [/^(VARCHAR|BOOLEAN|UUID|TIME|ENUM\(.*\))$/s, 'text'],
];

/** Reads a Parquet file with DuckDB. It is loaded only here, which takes a fifth of a second. */
export async function readParquet(file: string, plan: Plan): Promise<Pass> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', SETTINGS);
  const connection = await instance.connect();
  try {
    return await readWith(connection, file, plan);
  } catch (error) {
    if (error instanceof DataError) throw error;
    const [reason] = (error as Error).message.split('\n');
    throw new DataError(`${file} cannot be read as Parquet (${reason}).`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function readWith(connection: DuckDBConnection, file: string, plan: Plan): Promise<Pass> {
  const table = `read_parquet(${literal(file)})`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${table}`);
  const all = described.getRows().map(([name, type]) => ({ name: String(name), kind: kindOf(String(type)) }));
  const fields = all.filter((field): field is Field => field.kind !== null);
  const { missing, make } = columnMaker(plan, false);
  const columns = fields.map(({ name }, index) => make(name, index));
  let rows = 0;
  if (fields.length > 0) {
    const result = await connection.stream(`SELECT ${fields.map(expression).join(', ')} FROM ${table}`);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      takeChunk(chunk, fields, columns, rows);
      rows += chunk.rowCount;
    }
  }
  const left = all.filter(({ kind }) => kind === null).map(({ name }) => `"${name}"`);
  const notes = [missing.said(file)].filter((note) => note !== null);
  if (left.length > 0)
    notes.push(`${file}: neither numbers, text nor dates, and left out: ${left.join(', ')}.`);
  return { file, columns, rows, lineOf: (row) => row + 1, place: (row) => `${file}, row ${row + 1}`, notes };
}

function takeChunk(
  chunk: DuckDBDataChunk,
  fields: readonly Field[],
  columns: readonly Gathering[],
  before: number,
): void {
  fields.forEach(({ kind }, index) => {
    const vector = chunk.getColumnVector(index);
    const column = columns[index] as Gathering;
    for (let item = 0; item < chunk.rowCount; item++) {
      const value = vector.getItem(item);
      if (value === null) column.gap();
      else if (kind === 'number') column.number(value as number, before + item);
      else if (kind === 'date') column.date(value as number, before + item);
      else column.text(value as string, before + item);
    }
  });
}

function kindOf(type: string): Kind | null {
  return KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? null;
}

function expression({ name, kind }: Field): string {
  const column = `"${name.replaceAll('"', '""')}"`;
  if (kind === 'date') return `epoch(${column})`;
  return `CAST(${column} AS ${kind === 'number' ? 'DOUBLE' : 'VARCHAR'})`;
}

/** A path as SQL text; in it, the signs of DuckDB's file patterns stand for themselves. */
function literal(path: string): string {
  return `'${path.replaceAll(/[[*?]/g, '[$&]').replaceAll("'", "''")}'`;
}
