import { type FunctionName, type TestFunction, testFunctions } from '../data/functions.ts';
import { partSizes, splitRows, TEST, TRAIN } from '../data/split.ts';
import { normal, uniform } from '../random/distributions.ts';
import { openStream, type Stream } from '../random/stream.ts';
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

export function tabulate(parameters: FunctionParameters): SplitTable {
  const { name, rows, split, noise, test_rows, seed } = parameters;
  const { inputs, formula, of }: TestFunction = testFunctions[name satisfies FunctionName];
  const draw = (stream: Stream, count: number) =>
    Float64Array.from({ length: count * inputs }, () => uniform(stream, -1, 1));
  const x = draw(openStream(`function/${name}/${seed}`), rows);
  const tested =
    test_rows === null ? new Float64Array() : draw(openStream(`function/${name}/test`), test_rows);
  const all = Float64Array.of(...x, ...tested);
  const y = Float64Array.from({ length: all.length / inputs }, (_, row) => of(all, row * inputs));
  const part = Uint8Array.of(
    ...(test_rows === null ? splitRows(rows, split, seed) : new Uint8Array(rows).fill(TRAIN)),
    ...new Uint8Array(test_rows ?? 0).fill(TEST),
  );
  addNoise(y, part, noise, openStream(`function/${name}/${seed}/noise/${rows}/${noise}`));
  const [train = 0, validation = 0, test = 0] =
    test_rows === null ? partSizes(rows, split) : [rows, 0, test_rows];
  return {
    card: {
      table: `${name}: ${formula}`,
      target: 'y',
      unit: '',
      inputs: Array.from({ length: inputs }, (_, i) => `x${i + 1}`),
      rows: { read: rows, dropped: 0, train, validation, test },
      noise,
      seed,
    },
    x: all,
    y,
    part,
  };
}

/** To the rows that are not test rows, in shares of the standard deviation of those that are. */
function addNoise(y: Float64Array, part: Uint8Array, noise: number, stream: Stream): void {
  if (noise === 0) return;
  const tested = y.filter((_, row) => part[row] === TEST);
  const mean = tested.reduce((sum, value) => sum + value / tested.length, 0);
  const variance = tested.reduce((sum, value) => sum + (value - mean) ** 2 / tested.length, 0);
  part.forEach((each, row) => {
    if (each !== TEST) y[row] = (y[row] as number) + noise * Math.sqrt(variance) * normal(stream);
  });
}
