import { join } from 'node:path';
import { judgeVolumes } from '../../contest/contest.ts';
import { hypervolume } from '../../contest/hypervolume.ts';
import { saveFile } from '../../dag/save.ts';
import { cornnText, renderCornnPage } from '../../report/cornn/page.ts';
import type { CornnRow } from '../../report/cornn/rows.ts';
import type { CornnReportParameters } from '../../schema/types.ts';
import { writeJson, writeResults } from '../results.ts';
import type { StageDefinition } from '../stage.ts';
import { readSplitTable } from '../tables/table.ts';
import { type Compared, dependenciesIn, entriesOf, readCompared, runsOf } from './compared-fronts.ts';
import { cornnPolynomials } from './cornn-polynomials.ts';

/** `op: cornn_report`: searches and rivals beside the mean and polynomials. cornn.json: CornnRow[]; cornn.html. */
export const cornnReport: StageDefinition = {
  name: 'cornn_report',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: [],
  async run(context) {
    const { title, ours } = context.with as unknown as CornnReportParameters;
    const fronts = dependenciesIn(context, 'fronts').map(readCompared);
    const entries = entriesOf(fronts, ours);
    const rows = [
      ...fronts.map((front, i) => chosenRow(front, hypervolume(entries[i]?.points ?? []))),
      ...dependenciesIn(context, 'tables').flatMap(({ folder }) => cornnPolynomials(readSplitTable(folder))),
    ];
    const { duels } = judgeVolumes(rows.map(volumeOf), ours);
    const report = { ours, rows, duels };
    writeJson(context, 'cornn.json', rows);
    const page = await renderCornnPage({ title, ...report, runs: runsOf(fronts) });
    saveFile(join(context.out, 'cornn.html'), page);
    const files = { rows: 'cornn.json', report: 'cornn.html' };
    writeResults(context, { text: `${title}\n${cornnText(report)}`, files });
  },
};

/** The network that was chosen without a look at the test rows, and the front that it is of. */
function chosenRow({ method, front }: Compared, volume: number): CornnRow {
  const { task, seed = 0, seconds, networks, chosen } = front;
  const network = networks[chosen];
  return {
    function: task,
    method,
    seed,
    seconds: seconds ?? 0,
    mse: network?.test.mse ?? null,
    r2: network?.test.r2 ?? null,
    nonzeros: network?.nonzeros ?? 0,
    hypervolume: volume,
  };
}

function volumeOf({ function: task, method, seed, hypervolume: volume }: CornnRow) {
  return { task, method, seed, volume };
}
