import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StageContext } from '../dag/operation.ts';
import type { Kernel } from '../kernel/index.ts';
import type { FitParameters, Front } from '../schema/types.ts';
import { fitGroups } from './groups/fit.ts';
import { neighbours } from './reports/neighbours.ts';
import { report } from './reports/report.ts';
import { readJson, readResults, writeResults } from './results.ts';
import { search } from './search/search.ts';
import type { StageDefinition } from './stage.ts';
import { table } from './tables/table.ts';

/**
 * `op: fit`: a table, the search for it and its report in one artifact. front.json, chosen.json, networks/, report.html; of a
 * network for each group of rows groups.json, groups/ and report.html.
 */
export const fit: StageDefinition = {
  name: 'fit',
  module: import.meta.url,
  python: search.python,
  ignored: [],
  files: ['table.file', 'table.test', 'search.space'],
  isTimed: (parameters) => (parameters as unknown as FitParameters).search.steps === null,
  async run(context, kernel) {
    const parameters = context.with as unknown as FitParameters;
    const { by } = parameters;
    if (by !== null) return fitGroups(context, kernel, { ...parameters, by });
    const step = stepsOf(context, kernel);
    await step(table, parameters.table, 'table', {});
    await step(search, parameters.search, '', { table: 'table' });
    await step(report, parameters.report, '', { table: 'table', search: '' });
    const front = readJson<Front>(context.out, 'front.json');
    const shown = readResults(context.out, context.out);
    if (!shown) throw new Error('the report has no results');
    writeResults(context, { ...shown, text: `${shown.text}\n${neighbours(front)}` });
  },
};

/** Runs a stage inside this one's artifact: in the folder `place`, with `deps` in folders of it by role. */
function stepsOf(context: StageContext, kernel: () => Promise<Kernel>) {
  const inside = (place: string) => join(context.out, place);
  return async (
    stage: StageDefinition,
    parameters: object,
    place: string,
    deps: Readonly<Record<string, string>>,
  ): Promise<void> => {
    mkdirSync(inside(place), { recursive: true });
    const folders = Object.entries(deps).map(([role, folder]) => [
      role,
      { stage: role, folder: inside(folder) },
    ]);
    await stage.run(
      {
        ...context,
        with: parameters as StageContext['with'],
        out: inside(place),
        deps: { ...context.deps, ...Object.fromEntries(folders) },
      },
      kernel,
    );
  };
}
