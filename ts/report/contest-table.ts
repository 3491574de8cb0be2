import type { Contest, Score } from './contest.ts';
import { significant } from './number.ts';
import { alignedTable, type TextRow, type TextTable } from './table.ts';

/** Mean hypervolume of every method on every task; the best of a task is starred where it is not ours alone. */
export function scoreRows({ methods, tasks, scores }: Contest): TextTable {
  return {
    header: ['task', ...methods],
    rows: tasks.map((task): TextRow => {
      const found = methods.map((method) => scoreOf(scores, task, method));
      const best = Math.max(...found.map((score) => score?.mean ?? 0));
      const cells = found.map((score) => scoreCell(score, best));
      return { cells: [task, ...cells], marked: false, span: 1 };
    }),
  };
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
    'Hypervolume on the test rows (share of the box; mean over seeds; + the best of a task)',
    alignedTable(scoreRows(contest)),
    '',
    'Over tasks; a difference within 1 % is a tie; p: exact signed-rank test, two-sided',
    alignedTable(duelRows(contest)),
    '',
  ].join('\n');
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
