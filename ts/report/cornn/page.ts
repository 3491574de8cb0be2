import type { Duel, Run } from '../contest.ts';
import { taskFigure } from '../contest-figure.ts';
import { markdownTable } from '../markdown-table.ts';
import { counted } from '../number.ts';
import { alignedTable } from '../table.ts';
import { renderTablesPage, type Section } from '../tables-page.ts';
import { goalsOf } from './goals.ts';
import { type CornnRow, functionsOf, methodsOf } from './rows.ts';
import { functionsTable, goalsTable, methodsTable } from './tables.ts';

export interface CornnReport {
  readonly ours: string;
  readonly rows: readonly CornnRow[];
  /** Ours against every other method by hypervolume. */
  readonly duels: readonly Duel[];
}

export interface CornnPage extends CornnReport {
  readonly title: string;
  /** The fronts that are drawn. */
  readonly runs: readonly Run[];
}

/** One HTML page about the benchmark, complete in itself: no script, no font, nothing fetched. */
export async function renderCornnPage(page: CornnPage): Promise<string> {
  const { title, ours, rows, duels, runs } = page;
  const functions = functionsOf(rows);
  const fronts = { contest: { ours, methods: [...new Set(runs.map(({ method }) => method))] }, runs };
  const drawn = await Promise.all(functions.map(({ name }, index) => taskFigure(fronts, name, index)));
  const goals = goalsOf(functions, duels, ours);
  const missed = goals.filter(({ reached }) => !reached);
  const seeds = new Set(rows.map(({ seed }) => seed)).size;
  return renderTablesPage({
    title,
    headline: [
      `${ours} reaches ${goals.length - missed.length} of ${counted(goals.length, 'figure')}.`,
      ...missed.map(({ name, value, aim }) => `Not reached: ${name}: ${value}, aim ${aim}.`),
    ],
    facts: [
      ['Functions', String(functions.length)],
      ['Seeds', String(seeds)],
      ['Methods', methodsOf(rows).join(', ')],
    ],
    tables: sectionsOf(page),
    figures: drawn.filter((figure) => figure !== null),
  });
}

/** The summary as plain text for a terminal: without the scores of single functions. */
export function cornnText(report: CornnReport): string {
  const parts = sectionsOf(report).slice(0, 2);
  return parts.map(({ title, table }) => `${title}\n${alignedTable(table)}\n`).join('\n');
}

/** All tables in GitHub's Markdown. */
export function cornnMarkdown(report: CornnReport): string {
  const parts = sectionsOf(report).map(
    ({ title, note, table }) => `## ${title}\n${note}\n\n${markdownTable(table)}\n`,
  );
  return parts.join('\n');
}

function sectionsOf({ ours, rows, duels }: CornnReport): Section[] {
  const functions = functionsOf(rows);
  const methods = methodsOf(rows);
  return [
    {
      title: 'Figures to reach',
      note: 'Over functions, of the network that the search chose on validation rows.',
      table: goalsTable(functions, duels, ours),
    },
    {
      title: 'Methods',
      note: 'Over functions; the mean squared error is of test rows, outputs scaled to [-1, 1]. Numbers and seconds: medians. Wins, ties and losses: the hypervolume of the whole front on test rows, within 1 % of the larger a tie.',
      table: methodsTable(functions, methods, duels, ours),
    },
    {
      title: 'Functions',
      note: 'Test MSE of every method; R² and numbers are of the chosen network of ours.',
      table: functionsTable(functions, methods, ours),
    },
  ];
}
