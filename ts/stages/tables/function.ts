import { type FunctionName, type TestFunction, testFunctions } from '../../data/functions.ts';
import { partSizes, splitRows, TEST, TRAIN } from '../../data/split.ts';
import { normal, uniform } from '../../random/distributions.ts';
import { openStream, type Stream } from '../../random/stream.ts';
import type { FunctionParameters } from '../../schema/types.ts';
import type { StageDefinition } from '../stage.ts';
import { ofNumbers, type SplitTable, writeTable } from './table.ts';

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

/**
 * The function's values at `rows` rows that `split` divides; or, where there are `test_rows`, at `rows` training rows and
 * then at so many test rows, which depend on the function and their number alone.
 */
export function tabulate(parameters: FunctionParameters): SplitTable {
  const { name, rows, split, noise, test_rows, seed } = parameters;
  const { inputs, formula, of }: TestFunction = testFunctions[name satisfies FunctionName];
  const label = `function/${name}/${seed}`;
  const tested = test_rows ?? 0;
  const x = new Float64Array((rows + tested) * inputs);
  fillUniform(x.subarray(0, rows * inputs), openStream(label));
  fillUniform(x.subarray(rows * inputs), openStream(`function/${name}/test`));
  const y = Float64Array.from({ length: rows + tested }, (_, row) => of(x, row * inputs));
  const part = new Uint8Array(rows + tested).fill(TRAIN);
  if (test_rows === null) part.set(splitRows(rows, split, seed));
  else part.fill(TEST, rows);
  addNoise(y, part, noise, openStream(`${label}/noise/${rows}/${noise}`));
  const [train = 0, validation = 0, test = 0] =
    test_rows === null ? partSizes(rows, split) : [rows, 0, tested];
  return {
    card: {
      table: `${name}: ${formula}`,
      unit: '',
      ...ofNumbers(
        Array.from({ length: inputs }, (_, i) => `x${i + 1}`),
        'y',
      ),
      rows: { read: rows + tested, dropped: 0, train, validation, test },
      noise,
      seed,
    },
    x,
    y,
    part,
    group: null,
  };
}

function fillUniform(values: Float64Array, stream: Stream): void {
  for (let i = 0; i < values.length; i++) values[i] = uniform(stream, -1, 1);
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
