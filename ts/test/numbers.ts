import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';

/** A CSV file's complete rows of numbers: x [S, inputs], y [S], as they are. */
export interface Numbers {
  readonly name: string;
  readonly target: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** For tests that want a table's numbers by a way of their own: no quotes, no categories. */
export function readNumbers(file: string, target: string, inputs: readonly string[]): Numbers {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const places = [...inputs, target].map((name) => header.trim().split(',').indexOf(name));
  const rows = lines
    .map((line) => line.trim().split(','))
    .map((cells) => places.map((place) => cells[place] ?? ''))
    .filter((cells) => cells.every((cell) => cell !== ''))
    .map((cells) => cells.map(Number));
  return {
    name: basename(file, extname(file)),
    target,
    x: Float64Array.from(rows.flatMap((row) => row.slice(0, inputs.length))),
    y: Float64Array.from(rows, (row) => row[inputs.length] as number),
  };
}
