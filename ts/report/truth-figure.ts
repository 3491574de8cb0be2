import type { Figure } from './figure.ts';
import { counted, significant, withUnit } from './number.ts';
import type { Prediction, SearchPage } from './page.ts';
import { palette } from './palette.ts';
import { drawPlot, type Layer, type PlotSpec } from './plot.ts';

/** Points drawn a part: more would neither be told apart nor load quickly. */
const MOST_POINTS = 1000;

/** What the chosen network says of rows that it was not fitted to, against what is true; null without any. */
export async function truthFigure({ predictions, task }: SearchPage): Promise<Figure | null> {
  const finite = predictions.filter((row) => Number.isFinite(row.truth) && Number.isFinite(row.prediction));
  if (finite.length === 0) return null;
  const [test, validation] = (['test', 'validation'] as const).map((part) =>
    drawnRows(
      finite.filter((row) => row.part === part),
      task.unit,
    ),
  ) as [DrawnRows, DrawnRows];
  const name = task.unit === '' ? task.target : `${task.target} (${task.unit})`;
  return {
    id: 'truth',
    title: 'Truth against prediction',
    note: 'The chosen network on rows that it was not fitted to. On the line a prediction is exact.',
    legend: [
      { label: `prediction, test (${test.label})`, colour: palette.prediction, mark: 'point' },
      ...(validation.rows.length === 0
        ? []
        : [
            {
              label: `prediction, validation (${validation.label})`,
              colour: palette.prediction,
              mark: 'hollow',
            } as const,
          ]),
      { label: 'truth', colour: palette.truth, mark: 'line' },
    ],
    svg: await drawPlot(
      'truth',
      truthSpec(test.rows, validation.rows, name),
      `Predicted against true ${name} of ${counted(finite.length, 'row')}`,
    ),
  };
}

interface DrawnRow {
  readonly truth: number;
  readonly prediction: number;
  readonly description: string;
}

interface DrawnRows {
  readonly rows: readonly DrawnRow[];
  readonly label: string;
}

/** Every row of a part, or MOST_POINTS of them at even steps (the split has put them in no order of meaning). */
function drawnRows(part: readonly Prediction[], unit: string): DrawnRows {
  const drawn =
    part.length <= MOST_POINTS
      ? part
      : part.filter(
          (_, row) =>
            Math.floor((row * MOST_POINTS) / part.length) !==
            Math.floor(((row - 1) * MOST_POINTS) / part.length),
        );
  const value = (number: number) => withUnit(significant(number, 4), unit);
  const rows = drawn.map((row) => ({
    truth: row.truth,
    prediction: row.prediction,
    description: `truth ${value(row.truth)}, prediction ${value(row.prediction)} (${row.part})`,
  }));
  const all = counted(part.length, 'row');
  return { rows, label: drawn.length === part.length ? all : `${drawn.length} of ${all}` };
}

function truthSpec(test: readonly DrawnRow[], validation: readonly DrawnRow[], name: string): PlotSpec {
  const values = [...test, ...validation].flatMap((row) => [row.truth, row.prediction]);
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const room = (greatest - least) * 0.03 || Math.abs(greatest) * 0.1 || 1;
  const domain = [least - room, greatest + room];
  // Both axes have one scale, so that the line of exact prediction is the diagonal.
  const scale = { domain, zero: false, nice: false } as const;
  const x = {
    field: 'truth',
    type: 'quantitative',
    title: `True ${name}`,
    scale,
    axis: { tickCount: 5 },
  } as const;
  const y = { field: 'prediction', type: 'quantitative', title: `Predicted ${name}`, scale } as const;
  const description = { field: 'description', type: 'nominal' } as const;
  const exact = { type: 'line', color: palette.truth, strokeWidth: 2, aria: false } as const;
  const points = (rows: readonly DrawnRow[], fill: string, opacity: number): Layer[] => {
    if (rows.length === 0) return [];
    const mark = {
      type: 'point',
      fill,
      stroke: palette.prediction,
      strokeWidth: 1.2,
      size: 34,
      opacity,
    } as const;
    return [{ data: { values: [...rows] }, mark, encoding: { x, y, description } }];
  };
  return {
    layer: [
      {
        data: { values: domain.map((value) => ({ truth: value, prediction: value })) },
        mark: exact,
        encoding: { x, y },
      },
      ...points(validation, 'none', 0.6),
      ...points(test, palette.prediction, 0.85),
    ],
  };
}
