import type { Dependency } from '../dag/operation.ts';
import { type CompareRow, compareTable } from '../report/table.ts';
import type { CompareParameters, Front } from '../schema/types.ts';
import { readJson, writeJson, writeResults } from './results.ts';
import type { StageDefinition } from './stage.ts';

export const compare: StageDefinition = {
  name: 'compare',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: [],
  async run(context) {
    const { title } = context.with as unknown as CompareParameters;
    const rows = ([context.deps.fronts].flat() as Dependency[]).map(comparedSearch);
    writeJson(context, 'compare.json', rows);
    writeResults(context, { text: `${title}\n${compareTable(rows)}`, files: { rows: 'compare.json' } });
  },
};

function comparedSearch({ stage, folder }: Dependency): CompareRow {
  const { networks, chosen, baselines } = readJson<Front>(folder, 'front.json');
  const network = networks[chosen];
  const r2 = network?.test.r2 ?? Number.NaN;
  const ols_r2 = baselines.ols.test.r2 ?? Number.NaN;
  return { name: stage, nonzeros: network?.nonzeros ?? 0, r2, ols_r2, difference: r2 - ols_r2 };
}
