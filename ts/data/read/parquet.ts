import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { DataError } from '../error.ts';
import type { Gathering } from './gather.ts';
import { type At, KeptRows } from './kept-rows.ts';
import { columnMaker, type Pass, type Plan } from './pass.ts';
import type { Progress } from './source.ts';

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
export async function readParquet(file: string, plan: Plan, progress: Progress): Promise<Pass> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', SETTINGS);
  const connection = await instance.connect();
  try {
    return await readWith(connection, file, plan, progress);
  } catch (error) {
    if (error instanceof DataError) throw error;
    const [reason] = (error as Error).message.split('\n');
    throw new DataError(`${file} cannot be read as Parquet (${reason}).`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function readWith(
  connection: DuckDBConnection,
  file: string,
  plan: Plan,
  progress: Progress,
): Promise<Pass> {
  const table = `read_parquet(${literal(file)})`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${table}`);
  const all = described.getRows().map(([name, type]) => ({ name: String(name), kind: kindOf(String(type)) }));
  const fields = all.filter((field): field is Field => field.kind !== null);
  const { missing, make } = columnMaker(plan, false);
  const columns = fields.map(({ name }, index) => make(name, index));
  const rows = new KeptRows(file, plan.options.sampling ?? null);
  if (fields.length > 0) {
    const [[count] = []] = (
      await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${table}`)
    ).getRows();
    const result = await connection.stream(`SELECT ${fields.map(expression).join(', ')} FROM ${table}`);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      takeChunk(chunk, fields, columns, rows);
      progress(rows.total, Number(count), 'rows');
    }
  }
  const left = all.filter(({ kind }) => kind === null).map(({ name }) => `"${name}"`);
  const lines = rows.finish(columns);
  const passedOver =
    left.length > 0 ? `${file}: neither numbers, text nor dates, and left out: ${left.join(', ')}.` : null;
  const notes = () => [rows.said, missing.said(file), passedOver].filter((note) => note !== null);
  return { file, columns, lines, place: (row) => `${file}, row ${row}`, notes };
}

function takeChunk(
  chunk: DuckDBDataChunk,
  fields: readonly Field[],
  columns: readonly Gathering[],
  rows: KeptRows,
): void {
  const places = Array.from({ length: chunk.rowCount }, () => rows.next(rows.total + 1));
  fields.forEach(({ kind }, index) => {
    const column = columns[index] as Gathering;
    if (!column.isRead) return;
    const vector = chunk.getColumnVector(index);
    for (let item = 0; item < chunk.rowCount; item++) {
      const value = vector.getItem(item);
      const at = places[item] as At;
      if (value === null) column.gap(at);
      else if (kind === 'number') column.number(value as number, at);
      else if (kind === 'date') column.date(value as number, at);
      else column.text(value as string, at);
    }
  });
  rows.limit(columns);
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
