import type { Contest, Run, Score } from './contest.ts';
import { counted, significant } from './number.ts';
import { alignedTable, median, type TextRow, type TextTable } from './table.ts';

/**
 * Mean hypervolume of every method on every task, the best of a task marked, and that of all runs together; last the
 * means over the tasks that all methods did.
 */
export function scoreRows(contest: Contest): TextTable {
  const { methods, tasks, scores, together } = contest;
  return {
    header: ['task', ...methods, 'all together'],
    rows: [
      ...tasks.map((task, i): TextRow => {
        const found = methods.map((method) => scoreOf(scores, task, method));
        const best = Math.max(...found.map((score) => score?.mean ?? 0));
        const cells = found.map((score) => scoreCell(score, best));
        return { cells: [task, ...cells, (together[i] ?? 0).toFixed(3)], marked: false, span: 1 };
      }),
      ...meanRows(contest),
    ],
  };
}

/** One row, or none where no task was done by all methods. */
function meanRows({ methods, tasks, scores, together }: Contest): TextRow[] {
  const shared = tasks.flatMap((task, i) => {
    const found = methods.map((method) => scoreOf(scores, task, method)?.mean);
    return found.includes(undefined) ? [] : [[...found, together[i]] as number[]];
  });
  const means = [...methods, 'all together'].map((_, column) =>
    (shared.reduce((sum, row) => sum + (row[column] ?? 0), 0) / shared.length).toFixed(3),
  );
  return shared.length === 0
    ? []
    : [{ cells: [`mean of ${shared.length}`, ...means], marked: false, span: 1 }];
}

/** On how many tasks ours has all that any method here is known to find. */
export function levelWithAll({ ours, tasks, level_with_all }: Contest): string {
  return `${ours} is within 1 % of all runs together on ${level_with_all} of ${counted(tasks.length, 'task')}.`;
}

/** Ours against each rival: on how many tasks it wins, and how sure that is. */
export function duelRows({ ours, duels }: Contest): TextTable {
  return {
    header: [`${ours} against`, 'tasks', 'wins', 'ties', 'losses', 'median difference', 'p'],
    rows: duels.map(({ rival, tasks, wins, ties, losses, median_difference, p }): TextRow => {
      const difference = `${median_difference > 0 ? '+' : ''}${median_difference.toFixed(3)}`;
      const counts = [tasks, wins, ties, losses].map(String);
      return { cells: [rival, ...counts, difference, significant(p, 2)], marked: false, span: 1 };
    }),
  };
}

/** The contest as plain text for a terminal. */
export function contestText(contest: Contest): string {
  return [
    'Hypervolume on the test rows (share of the box; mean over seeds; + the best of a task; last, of all runs in one front)',
    alignedTable(scoreRows(contest)),
    levelWithAll(contest),
    '',
    'Over tasks; a difference within 1 % is a tie; p: exact signed-rank test, two-sided',
    alignedTable(duelRows(contest)),
    '',
  ].join('\n');
}

/** At how many non-zeros fronts are read off. */
const SIZES = [5, 10, 20, 35, 50, 100, 150];

/** A task's fronts by method: FVU on test rows of the network that validation prefers at up to so many non-zeros. */
export function frontsText(runs: readonly Run[]): string {
  const tasks = [...new Set(runs.map(({ task }) => task))];
  const table = (task: string): string => {
    const own = runs.filter((run) => run.task === task);
    const methods = [...new Set(own.map(({ method }) => method))];
    const rows = methods.map((method): TextRow => {
      const seeds = own.filter((run) => run.method === method);
      const cells = SIZES.map((size) => significant(median(seeds.map((run) => fvuAt(run, size))), 2));
      return { cells: [method, ...cells], marked: false, span: 1 };
    });
    return alignedTable({ header: [task, ...SIZES.map((size) => `≤ ${size}`)], rows });
  };
  return `FVU on the test rows by non-zeros (median over the seeds that have a network so small)\n${tasks.map(table).join('\n\n')}\n`;
}

/** The front is from the fewest non-zeros to the most, and the later is the better on validation rows. */
function fvuAt({ networks }: Run, size: number): number {
  const network = networks.findLast(({ nonzeros }) => nonzeros <= size);
  return network?.r2 == null ? Number.NaN : 1 - network.r2;
}

export function scoreOf(scores: readonly Score[], task: string, method: string): Score | undefined {
  return scores.find((score) => score.task === task && score.method === method);
}

function scoreCell(score: Score | undefined, best: number): string {
  if (score === undefined) return '–';
  const mean = score.mean.toFixed(3);
  const spread = score.seeds.length > 1 ? ` (${score.least.toFixed(3)}..${score.greatest.toFixed(3)})` : '';
  return `${score.mean === best && best > 0 ? '+' : ''}${mean}${spread}`;
}
