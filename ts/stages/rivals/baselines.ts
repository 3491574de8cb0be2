import { StageError } from '../../dag/operation.ts';
import { TEST } from '../../data/split.ts';
import { measure } from '../../export/measure.ts';
import type { Tensor } from '../../kernel/index.ts';
import type { FewRow } from '../../report/few/rows.ts';
import { alignedTable } from '../../report/table.ts';
import type { BaselinesParameters } from '../../schema/types.ts';
import { folderOf, writeJson, writeResults } from '../results.ts';
import { partRows } from '../search/front.ts';
import type { StageDefinition } from '../stage.ts';
import { readSplitTable, type SplitTable } from '../tables/table.ts';

/** `op: baselines`: what scikit-learn's regressors reach on a table's test rows. baselines.json: FewRow[]. */
export const baselines: StageDefinition = {
  name: 'baselines',
  module: import.meta.url,
  python: ['fit_baselines'],
  ignored: [],
  files: [],
  isTimed: () => true,
  async run(context, kernel) {
    const { methods, seed } = context.with as unknown as BaselinesParameters;
    const table = readSplitTable(folderOf(context, 'table'));
    const { test } = partRows(table);
    if (test.y.length === 0) throw new StageError(`${table.card.table} has no test rows to score`, 'user');
    const worker = await kernel();
    const { signal } = context;
    const { content, tensors } = await worker.call('fit_baselines', { methods, seed }, tensorsOf(table), {
      signal,
    });
    const predictions = tensors.predictions.data as Float64Array;
    const rows = methods.map((method, m): FewRow => {
      const prediction = predictions.subarray(m * test.y.length, (m + 1) * test.y.length);
      const { nonzeros, seconds } = content.fits[m] ?? { nonzeros: null, seconds: 0 };
      const score = measure({ prediction, truth: test.y }).r2;
      return { ...aboutTable(table.card), method, kind: 'baseline', seconds, score, nonzeros };
    });
    writeJson(context, 'baselines.json', rows);
    writeResults(context, { text: text(rows), files: { rows: 'baselines.json' } });
  },
};

/** What tells a table apart from others of a benchmark. */
export function aboutTable({
  table,
  rows,
  inputs,
  noise,
  seed,
}: SplitTable['card']): Pick<FewRow, 'table' | 'rows' | 'inputs' | 'noise' | 'seed'> {
  return { table, rows: rows.train + rows.validation, inputs: inputs.length, noise, seed };
}

/** The rows that are fitted, x [S, I] and y [S], and those that are asked, [T, I]. */
function tensorsOf({ x, y, part }: SplitTable): Record<'x' | 'y' | 'asked', Tensor> {
  const inputs = x.length / y.length;
  const rowsOf = (isTest: boolean) =>
    float64(
      x.filter((_, place) => (part[Math.floor(place / inputs)] === TEST) === isTest),
      inputs,
    );
  const target = y.filter((_, row) => part[row] !== TEST);
  return { x: rowsOf(false), y: float64(target), asked: rowsOf(true) };
}

function float64(data: Float64Array, ...inner: number[]): Tensor {
  const width = inner.reduce((product, length) => product * length, 1);
  return { dtype: 'float64', shape: [data.length / width, ...inner], data };
}

function text(rows: readonly FewRow[]): string {
  const body = rows.map(({ method, score, nonzeros, seconds }) => ({
    cells: [method, score?.toFixed(3) ?? '–', nonzeros === null ? '–' : String(nonzeros), seconds.toFixed(2)],
    marked: false,
    span: 1,
  }));
  return `${rows[0]?.table ?? ''}\n${alignedTable({ header: ['method', 'R²', 'numbers', 'seconds'], rows: body })}`;
}
