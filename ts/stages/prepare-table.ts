import { StageError } from '../dag/operation.ts';
import { DataError } from '../data/error.ts';
import { copies, selectRows } from '../data/rows.ts';
import { splitTable, TEST } from '../data/split.ts';
import { readTable } from '../data/table.ts';
import { tableWarnings } from '../data/warnings.ts';
import { shuffle } from '../random/distributions.ts';
import { openStream } from '../random/stream.ts';
import type { TableParameters } from '../schema/types.ts';
import { ofNumbers, partCounts, type SplitTable } from './table.ts';

export async function prepareTable(
  p: TableParameters,
  notice: (sentence: string) => void,
): Promise<SplitTable> {
  try {
    const rows = readTable(
      p.file,
      { target: [p.target].flat()[0] as string, inputs: p.inputs, maxInputs: p.max_inputs },
      notice,
    );
    const all = { count: rows.y.length, x: rows.x, y: rows.y, group: null };
    const part = splitTable(all, p.split, 'nothing', p.seed);
    for (const warning of tableWarnings(rows)) notice(warning);
    const card = {
      table: rows.name,
      unit: p.unit,
      ...ofNumbers(rows.inputs, rows.target),
      rows: { read: rows.read, dropped: rows.dropped, ...partCounts(part) },
      noise: 0,
      seed: p.seed,
    };
    void [copies, selectRows, TEST, shuffle, openStream];
    return { card, x: rows.x, y: rows.y, part, group: null };
  } catch (error) {
    if (error instanceof DataError) throw new StageError(error.message, 'user');
    throw error;
  }
}
