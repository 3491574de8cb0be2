import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dependency } from '../dag/operation.ts';
import { figuresText } from '../report/few/figures.ts';
import { renderFewPage } from '../report/few/page.ts';
import type { FewRow } from '../report/few/rows.ts';
import type { FewReportParameters } from '../schema/types.ts';
import { aboutTable } from './baselines.ts';
import { readCompared } from './compared-fronts.ts';
import { readJson, writeJson, writeResults } from './results.ts';
import type { AboutSearch } from './search-about.ts';
import type { StageDefinition } from './stage.ts';

/** `op: few_report`: searches beside baselines on the same tables. few.json: FewRow[]; few.html. */
export const fewReport: StageDefinition = {
  name: 'few_report',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: [],
  async run(context) {
    const { title, ours } = context.with as unknown as FewReportParameters;
    const [baselines, fronts] = [context.deps.baselines, context.deps.fronts].map(
      (each) => [each].flat() as Dependency[],
    ) as [Dependency[], Dependency[]];
    const rows = [
      ...fronts.map(chosenRow),
      ...baselines.flatMap(({ folder }) => readJson<FewRow[]>(folder, 'baselines.json')),
    ];
    writeJson(context, 'few.json', rows);
    writeFileSync(join(context.out, 'few.html'), await renderFewPage({ title, ours, rows }));
    writeResults(context, {
      text: `${title}\n${figuresText(rows, ours)}`,
      files: { rows: 'few.json', report: 'few.html' },
    });
  },
};

function chosenRow(dependency: Dependency): FewRow {
  const { method, front } = readCompared(dependency);
  const { table, covered } = readJson<AboutSearch>(dependency.folder, 'about.json');
  const network = front.networks[front.chosen];
  return {
    ...aboutTable(table),
    method,
    seconds: front.seconds ?? 0,
    score: network?.test.r2 ?? null,
    nonzeros: network?.nonzeros ?? null,
    ...(covered === null ? {} : { covered }),
  };
}
