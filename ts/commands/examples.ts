import { type Cell, frameOf } from '../data/cells.ts';
import { encode } from '../data/encode.ts';
import { drawnRows, emptyRow, strangeRow } from '../export/drawn-rows.ts';
import type { Examples } from '../export/forms/examples.ts';
import { predict } from '../export/predict.ts';
import type { NetworkFile } from '../export/read.ts';

/** Rows without gaps in a self-test. */
const ROWS = 6;

/** Rows for a self-test, a row of gaps and one of unknown words among them, and what `predict` answers. */
export function examplesOf(network: NetworkFile): Examples {
  const rows = drawnRows(network, ROWS);
  const hasWords = network.columns.some(({ kind }) => kind === 'category');
  const strange = hasWords ? [strangeRow(network, rows[0] ?? [])] : [];
  const all = [...rows, emptyRow(network), ...strange];
  return { rows: all, answers: answersTo(network, all) };
}

/** What `predict` answers to rows of cells: [rows][answers]. */
export function answersTo(network: NetworkFile, rows: readonly (readonly Cell[])[]): number[][] {
  const { columns, inputs, outputs } = network;
  const answers = predict(network, encode({ columns, features: inputs }, frameOf(columns, rows)));
  return rows.map((_, row) => Array.from(answers.subarray(row * outputs.length, (row + 1) * outputs.length)));
}
