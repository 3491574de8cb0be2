import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contest, judge } from '../contest/contest.ts';
import { type Dependency, type StageContext, StageError } from '../dag/operation.ts';
import { renderContestPage } from '../report/contest-page.ts';
import { contestText } from '../report/contest-table.ts';
import { type CompareRow, compareTable } from '../report/table.ts';
import type { CompareParameters, Front } from '../schema/types.ts';
import { readJson, writeJson, writeResults } from './results.ts';
import type { AboutRival } from './rival.ts';
import type { StageDefinition } from './stage.ts';

/** A front, and whose it is. */
interface Compared {
  readonly stage: string;
  readonly method: string;
  readonly front: Front;
}

export const compare: StageDefinition = {
  name: 'compare',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: [],
  async run(context) {
    const { title, ours } = context.with as unknown as CompareParameters;
    const fronts = ([context.deps.fronts].flat() as Dependency[]).map(readCompared);
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

/** A rival's method is its kind; a search's is its stage's name, without what its matrix adds and `-on-TASKS`. */
function readCompared({ stage, folder }: Dependency): Compared {
  const about = existsSync(join(folder, 'about.json'))
    ? readJson<Partial<AboutRival>>(folder, 'about.json')
    : {};
  const method = about.rival?.kind ?? stage.split(/@|-on-/)[0] ?? stage;
  return { stage, method, front: readJson<Front>(folder, 'front.json') };
}

function comparedChoice({ stage, front: { networks, chosen, baselines } }: Compared): CompareRow {
  const network = networks[chosen];
  const r2 = network?.test.r2 ?? Number.NaN;
  const ols_r2 = baselines.ols.test.r2 ?? Number.NaN;
  return { name: stage, nonzeros: network?.nonzeros ?? 0, r2, ols_r2, difference: r2 - ols_r2 };
}

function hold(fronts: readonly Compared[], ours: string): Contest {
  const methods = [...new Set(fronts.map(({ method }) => method))];
  if (!methods.includes(ours)) {
    throw new StageError(
      `no front is of the method \`${ours}\`: \`ours\` is one of ${methods.join(', ')}`,
      'user',
    );
  }
  const entries = fronts.map(({ method, front: { task, seed = 0, networks } }) => ({
    task,
    method,
    seed,
    points: networks.map(({ nonzeros, test }) => ({ nonzeros, fvu: 1 - (test.r2 ?? Number.NaN) })),
  }));
  const seen = new Map<string, string>();
  entries.forEach(({ task, method, seed }, i) => {
    const key = JSON.stringify([task, method, seed]);
    const stage = fronts[i]?.stage ?? '';
    const other = seen.get(key);
    if (other !== undefined) {
      throw new StageError(
        `${other} and ${stage} are both of the method ${method} on ${task} with seed ${seed}: give them different seeds`,
        'user',
      );
    }
    seen.set(key, stage);
  });
  return judge(entries, ours);
}

async function writeContest(
  context: StageContext,
  contest: Contest,
  fronts: readonly Compared[],
  title: string,
): Promise<void> {
  writeJson(context, 'contest.json', contest);
  const runs = fronts.map(({ method, front: { task, seed = 0, seconds, networks } }) => ({
    task,
    method,
    seed,
    seconds: seconds ?? null,
    networks: networks.map(({ nonzeros, test }) => ({ nonzeros, r2: test.r2, mpe: test.mpe })),
  }));
  writeFileSync(join(context.out, 'contest.html'), await renderContestPage({ title, contest, runs }));
}
