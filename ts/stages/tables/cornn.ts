import { CORNN_ROWS, type CornnName, cornnFunctions, cornnRows } from '../../data/cornn/rows.ts';
import { splitRows, TEST } from '../../data/split.ts';
import type { CornnParameters } from '../../schema/types.ts';
import type { StageDefinition } from '../stage.ts';
import { ofNumbers, type SplitTable, writeTable } from './table.ts';

/** `op: cornn`: the rows of a function of the benchmark CORNN, scaled as there. */
export const cornn: StageDefinition = {
  name: 'cornn',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: [],
  async run(context) {
    writeTable(context, cornnTable(context.with as unknown as CornnParameters));
  },
};

/** The benchmark has no validation part: `validation_rows` of its training rows become one. */
export function cornnTable({ name, validation_rows, seed }: CornnParameters): SplitTable {
  const plane = cornnFunctions[name satisfies CornnName];
  const { train, test } = CORNN_ROWS;
  const part = new Uint8Array(train + test).fill(TEST);
  part.set(splitRows(train, [train - validation_rows, validation_rows], seed));
  return {
    card: {
      table: plane.title,
      unit: '',
      ...ofNumbers(['x', 'y'], 'z'),
      rows: {
        read: train + test,
        dropped: 0,
        train: train - validation_rows,
        validation: validation_rows,
        test,
      },
      noise: 0,
      seed,
    },
    ...cornnRows(plane),
    part,
    group: null,
  };
}
