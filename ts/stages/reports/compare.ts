import { join } from 'node:path';
import type { Contest } from '../../contest/contest.ts';
import type { StageContext } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import { renderContestPage } from '../../report/contest-page.ts';
import { contestText } from '../../report/contest-table.ts';
import { type CompareRow, compareTable } from '../../report/table.ts';
import type { CompareParameters } from '../../schema/types.ts';
import { writeJson, writeResults } from '../results.ts';
import type { StageDefinition } from '../stage.ts';
import { type Compared, dependenciesIn, hold, readCompared, runsOf } from './compared-fronts.ts';

export const compare: StageDefinition = {
  name: 'compare',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: [],
  async run(context) {
    const { title, ours } = context.with as unknown as CompareParameters;
    const fronts = dependenciesIn(context, 'fronts').map(readCompared);
    const rows = fronts.map(comparedChoice);
    writeJson(context, 'compare.json', rows);
    const table = compareTable(rows);
    if (new Set(fronts.map(({ method }) => method)).size < 2) {
      writeResults(context, { text: `${title}\n${table}`, files: { rows: 'compare.json' } });
      return;
    }
    const contest = hold(fronts, ours);
    await writeContest(context, contest, fronts, title);
    const files = { rows: 'compare.json', contest: 'contest.json', report: 'contest.html' };
    writeResults(context, { text: `${title}\n${table}\n${contestText(contest)}`, files });
  },
};

function comparedChoice({ stage, front: { networks, chosen, baselines } }: Compared): CompareRow {
  const network = networks[chosen];
  const r2 = network?.test.r2 ?? Number.NaN;
  const ols_r2 = baselines.ols?.test.r2 ?? Number.NaN;
  return { name: stage, nonzeros: network?.nonzeros ?? 0, r2, ols_r2, difference: r2 - ols_r2 };
}

async function writeContest(
  context: StageContext,
  contest: Contest,
  fronts: readonly Compared[],
  title: string,
): Promise<void> {
  writeJson(context, 'contest.json', contest);
  const runs = runsOf(fronts);
  saveFile(join(context.out, 'contest.html'), await renderContestPage({ title, contest, runs }));
}
