import { counted, significant } from '../number.ts';
import { renderTablesPage, type Section } from '../tables-page.ts';
import { goalsOf } from './goals.ts';
import { noiseFigures } from './noise-figure.ts';
import { type FewRow, methodsOf, relativeFvu, runsOf, variantsOf } from './rows.ts';
import { functionsTable, goalsTable, goalText, realTable, variantsTable } from './tables.ts';

export interface FewPage {
  readonly title: string;
  /** The search whose figures are judged. */
  readonly ours: string;
  readonly rows: readonly FewRow[];
}

/** One HTML page about the benchmark of few rows, complete in itself: no script, no font, nothing fetched. */
export async function renderFewPage(page: FewPage): Promise<string> {
  const { title, ours, rows } = page;
  const figures = await noiseFigures(rows, ours);
  return renderTablesPage({
    title,
    headline: headline(page),
    facts: facts(page),
    tables: sections(page),
    figures,
  });
}

/** How much error ours leaves of ridge's, how many figures it reaches, and which it misses by what. */
function headline({ rows, ours }: FewPage): string[] {
  const runs = runsOf(rows);
  const goals = goalsOf(runs, ours).filter(({ reached }) => reached !== null);
  const missed = goals.filter(({ reached }) => !reached);
  const ratio = relativeFvu(
    runs.filter(({ isFunction }) => isFunction),
    ours,
    'ridge',
  );
  const misses = missed.map((goal) => `${goal.name}: ${goalText(goal, goal.value)}, aim ${goal.aim}`);
  return [
    `${ours} reaches ${goals.length - missed.length} of ${counted(goals.length, 'figure')} that were measured.`,
    ...(Number.isFinite(ratio)
      ? [`On functions it leaves ${significant(ratio, 2)} times the error of ridge (FVU, geometric mean).`]
      : []),
    ...(misses.length > 0 ? [`Not reached: ${misses.join('; ')}.`] : []),
  ];
}

function facts({ rows, ours }: FewPage): [string, string][] {
  const runs = runsOf(rows);
  const functions = runs.filter(({ isFunction }) => isFunction);
  const tables = (some: typeof runs) => new Set(some.map(({ table }) => table)).size;
  const real = runs.filter(({ isFunction }) => !isFunction);
  return [
    ['Functions', `${tables(functions)}, ${counted(functions.length, 'run')}`],
    ['Real tables', `${tables(real)}, ${counted(real.length, 'run')}`],
    ['Seeds', String(new Set(runs.map(({ seed }) => seed)).size)],
    ['Methods', methodsOf(rows, ours).join(', ')],
  ];
}

function sections({ rows, ours }: FewPage): Section[] {
  const all: Section[] = [
    {
      title: `What ${ours} reaches`,
      note: 'Each figure beside its aim, over all of its runs (of FVU over another the geometric mean), and the least and the greatest over seeds. FVU, the share of the variance of the test rows that a model leaves, is 1 - R²; test rows of functions have no noise. Under 1e-5 it counts as 1e-5, R² under -1 as -1.',
      table: goalsTable(rows, ours),
    },
    {
      title: 'Functions',
      note: 'FVU over ridge’s on the same table, the geometric mean over functions and seeds, by the rows fitted and by the noise (its standard deviation as a share of the function’s): under 1 is better than ridge. Numbers: the median of weights and biases, intercepts not counted.',
      table: functionsTable(rows, ours),
    },
    {
      title: 'Real tables',
      note: 'R² on test rows by the rows fitted: the median over tables and seeds, and last the mean.',
      table: realTable(rows, ours),
    },
  ];
  if (variantsOf(rows, ours).length > 0) {
    all.push({
      title: `${ours} otherwise`,
      note: `The same figures of the other searches, over the runs that each did; in brackets those of ${ours} over the same runs.`,
      table: variantsTable(rows, ours),
    });
  }
  return all.filter(({ table }) => table.rows.length > 0);
}
