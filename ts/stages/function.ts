import { type FunctionName, type TestFunction, testFunctions } from '../data/functions.ts';
import { partSizes, splitRows } from '../data/split.ts';
import { uniform } from '../random/distributions.ts';
import { openStream } from '../random/stream.ts';
import type { FunctionParameters } from '../schema/types.ts';
import type { StageDefinition } from './stage.ts';
import { type SplitTable, writeTable } from './table.ts';

/** `op: function`: a table of a function's values at inputs uniform in [-1, 1]. */
export const functionStage: StageDefinition = {
  name: 'function',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: [],
  async run(context) {
    writeTable(context, tabulate(context.with as unknown as FunctionParameters));
  },
};

export function tabulate({ name, rows, split, seed }: FunctionParameters): SplitTable {
  const { inputs, formula, of }: TestFunction = testFunctions[name satisfies FunctionName];
  const stream = openStream(`function/${name}/${seed}`);
  const x = Float64Array.from({ length: rows * inputs }, () => uniform(stream, -1, 1));
  const [train = 0, validation = 0, test = 0] = partSizes(rows, split);
  return {
    card: {
      table: `${name}: ${formula}`,
      target: 'y',
      unit: '',
      inputs: Array.from({ length: inputs }, (_, i) => `x${i + 1}`),
      rows: { read: rows, dropped: 0, train, validation, test },
      seed,
    },
    x,
    y: Float64Array.from({ length: rows }, (_, row) => of(x, row * inputs)),
    part: splitRows(rows, split, seed),
  };
}
