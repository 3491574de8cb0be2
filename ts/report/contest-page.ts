import type { Contest, ContestPage, Duel, Run } from './contest.ts';
import { taskFigure } from './contest-figure.ts';
import { duelRows, levelWithAll, scoreRows } from './contest-table.ts';
import { counted, significant } from './number.ts';
import { median } from './table.ts';
import { renderTablesPage } from './tables-page.ts';

/** One HTML page about a contest, complete in itself: no script, no font, nothing fetched. */
export async function renderContestPage(page: ContestPage): Promise<string> {
  const { contest, runs } = page;
  const drawn = await Promise.all(contest.tasks.map((task, index) => taskFigure(page, task, index)));
  return renderTablesPage({
    title: page.title,
    headline: headline(contest),
    facts: facts(contest, runs),
    tables: [
      {
        title: `${contest.ours} against each rival`,
        note: 'Over tasks, by the mean over seeds. A difference within 1 % of the larger hypervolume is a tie. p: Wilcoxon’s signed-rank test of the differences of task means, two-sided and exact.',
        table: duelRows(contest),
      },
      {
        title: 'Hypervolume of every method on every task',
        note: 'The share of the box (150 non-zero weights, FVU from 1 down to 1e-8 by its logarithm) that a front dominates on test rows; the mean over seeds, in brackets the least and the greatest. + marks the best of a task. The last column is what the networks of all runs together dominate, the last row the mean over the tasks that all methods did.',
        table: scoreRows(contest),
      },
    ],
    figures: drawn.filter((figure) => figure !== null),
  });
}

/** Who wins, in the table's own numbers: better, level or worse. */
function headline(contest: Contest): string[] {
  const { ours, duels } = contest;
  const hardest = duels.toSorted(byHardness)[0];
  if (hardest === undefined) return ['There is no rival.'];
  const sentence = (duel: Duel) =>
    `${ours} is ahead of ${duel.rival} on ${duel.wins} of ${counted(duel.tasks, 'task')}, level on ${duel.ties}, behind on ${duel.losses} (p = ${significant(duel.p, 2)})`;
  const even = duels.filter(({ wins, ties, tasks }) => wins + ties >= 0.9 * tasks && wins >= 0.6 * tasks);
  return [
    `Against its hardest rival, ${sentence(hardest)}.`,
    `It is at least level on 90 % of tasks and ahead on 60 % against ${even.length} of ${counted(duels.length, 'rival')}${even.length > 0 ? ` (${even.map(({ rival }) => rival).join(', ')})` : ''}.`,
    levelWithAll(contest),
  ];
}

/** The rival that is beaten on the fewest tasks comes first; among equals the one that is nearest. */
function byHardness(a: Duel, b: Duel): number {
  return a.wins - a.losses - (b.wins - b.losses) || a.median_difference - b.median_difference;
}

function facts({ methods, tasks }: Contest, runs: readonly Run[]): [string, string][] {
  return [
    ['Tasks', String(tasks.length)],
    ['Runs', String(runs.length)],
    ['Wall time a run (median)', methods.map((method) => `${method} ${secondsOf(runs, method)}`).join('; ')],
  ];
}

function secondsOf(runs: readonly Run[], method: string): string {
  const seconds = runs.filter((run) => run.method === method).map((run) => run.seconds ?? Number.NaN);
  return `${significant(median(seconds), 2)} s`;
}
