import { join } from 'node:path';
import { type Dependency, StageError } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import { renderFewPage } from '../../report/few/page.ts';
import type { FewRow } from '../../report/few/rows.ts';
import { fewText } from '../../report/few/tables.ts';
import type { FewReportParameters } from '../../schema/types.ts';
import { readJson, writeJson, writeResults } from '../results.ts';
import { aboutTable } from '../rivals/baselines.ts';
import type { AboutSearch } from '../search/about.ts';
import type { StageDefinition } from '../stage.ts';
import { dependenciesIn, readCompared } from './compared-fronts.ts';

/** `op: few_report`: searches beside baselines on the same tables. few.json: FewRow[]; few.html. */
export const fewReport: StageDefinition = {
  name: 'few_report',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: [],
  async run(context) {
    const { title, ours } = context.with as unknown as FewReportParameters;
    const rows = [
      ...dependenciesIn(context, 'fronts').map(chosenRow),
      ...dependenciesIn(context, 'baselines').flatMap(({ folder }) =>
        readJson<FewRow[]>(folder, 'baselines.json'),
      ),
    ];
    refuseStranger(rows, ours);
    writeJson(context, 'few.json', rows);
    saveFile(join(context.out, 'few.html'), await renderFewPage({ title, ours, rows }));
    const files = { rows: 'few.json', report: 'few.html' };
    writeResults(context, { text: `${title}\n${fewText(rows, ours)}`, files });
  },
};

/** The network that a search chose, without a look at the test rows. */
function chosenRow(dependency: Dependency): FewRow {
  const { method, front } = readCompared(dependency);
  const { table, covered } = readJson<AboutSearch>(dependency.folder, 'about.json');
  const network = front.networks[front.chosen];
  return {
    ...aboutTable(table),
    method,
    kind: 'search',
    seconds: front.seconds ?? 0,
    score: network?.test.r2 ?? null,
    nonzeros: network?.nonzeros ?? null,
    ...(covered === null ? {} : { covered }),
  };
}

function refuseStranger(rows: readonly FewRow[], ours: string): void {
  const searches = new Set(rows.flatMap(({ kind, method }) => (kind === 'search' ? [method] : [])));
  if (searches.has(ours)) return;
  throw new StageError(
    `no front is of the method \`${ours}\`: \`ours\` is one of ${[...searches].join(', ')}`,
    'user',
  );
}
