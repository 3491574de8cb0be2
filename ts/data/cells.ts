import type { Cell, NetworkColumn } from '../schema/columns.ts';
import type { Frame, UsableColumn } from './frame.ts';

export type { Cell };

/** Rows of cells as a table that was read. */
export function frameOf(columns: readonly NetworkColumn[], rows: readonly (readonly Cell[])[]): Frame {
  return {
    file: 'rows',
    name: 'rows',
    rows: rows.length,
    columns: columns.map(({ name, kind }, i): UsableColumn => {
      const cells = rows.map((row) => row[i] ?? null);
      if (kind !== 'category') {
        return { kind, name, values: Float64Array.from(cells, (cell) => Number(cell ?? Number.NaN)) };
      }
      const levels = [...new Set(cells.filter((cell) => cell !== null).map(String))].sort();
      const codes = Int32Array.from(cells, (cell) => (cell === null ? -1 : levels.indexOf(String(cell))));
      return { kind, name, levels, codes };
    }),
    lineOf: (row) => row + 1,
    place: (row) => `row ${row + 1}`,
  };
}
