import type { Importance } from '../export/importance.ts';
import type { Figure } from './figure.ts';
import { errorTitle, measuredOf } from './measured.ts';
import { counted, significant, withUnit } from './number.ts';
import type { SearchPage } from './page.ts';
import { palette } from './palette.ts';
import { drawPlot, type Layer } from './plot.ts';

/** Columns that are shown, the most important ones. */
export const MOST_COLUMNS = 8;

/** Height of a bar with its room, in px. */
const BAR = 34;

/** How much the chosen network loses without each column; null where it uses none. */
export async function importanceFigure(
  { front, judged }: SearchPage,
  importances: readonly Importance[],
): Promise<Figure | null> {
  const used = importances.filter(({ mean, spread }) => mean !== 0 || spread !== 0);
  if (used.length === 0 || !used.every(({ mean }) => Number.isFinite(mean))) return null;
  const shown = used.slice(0, MOST_COLUMNS);
  const unused = importances.length - used.length;
  const more = [
    ...(shown.length < used.length
      ? [`${counted(used.length - shown.length, 'less important column')} not shown`]
      : []),
    ...(unused > 0 ? [`${counted(unused, 'column')} not used`] : []),
  ];
  const measured = measuredOf(front);
  return {
    id: 'importance',
    title: 'What each column is worth',
    note: `By how much the error on ${judged.part === 'test' ? 'the test rows' : 'all rows'} grows when a column's values are shuffled among the rows: the mean of ten times, and its standard deviation.${more.length > 0 ? ` ${more.join(', ')}.` : ''}`,
    legend: [],
    svg: await drawPlot(
      'importance',
      {
        height: 60 + BAR * shown.length,
        layer: importanceLayers(shown, errorTitle(measured, 'More error'), measured.unit),
      },
      `Importance of ${shown.map(({ column }) => column).join(', ')}`,
    ),
  };
}

function importanceLayers(shown: readonly Importance[], title: string, unit: string): Layer[] {
  const values = shown.map(({ column, mean, spread }) => ({
    column,
    mean,
    low: mean - spread,
    high: mean + spread,
    description: `${column}: ${withUnit(significant(mean), unit)} more error, ± ${significant(spread, 2)}`,
  }));
  const y = {
    field: 'column',
    type: 'nominal',
    title: null,
    sort: null,
    scale: { domain: shown.map(({ column }) => column), paddingInner: 0.4, paddingOuter: 0.2 },
    axis: { labelLimit: 190, labelColor: palette.ink, grid: false },
  } as const;
  const x = { field: 'mean', type: 'quantitative', title, axis: { grid: true, tickCount: 5 } } as const;
  return [
    {
      data: { values },
      mark: { type: 'bar', color: palette.truth, opacity: 0.75 },
      encoding: { x, y, description: { field: 'description', type: 'nominal' } },
    },
    {
      data: { values },
      mark: { type: 'rule', color: palette.ink, strokeWidth: 1.5, aria: false },
      encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y },
    },
  ];
}
