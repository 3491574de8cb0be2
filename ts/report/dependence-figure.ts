import { type Dependence, dependenceOf } from '../export/dependence.ts';
import type { Importance } from '../export/importance.ts';
import type { LegendItem } from './figure.ts';
import { MOST_COLUMNS } from './importance-figure.ts';
import { type Look, legendItem, lookOf, strokeOf } from './looks.ts';
import { counted, significant, withUnit } from './number.ts';
import { chosenNetwork, type SearchPage } from './page.ts';
import { palette } from './palette.ts';
import { drawPlot, type Layer } from './plot.ts';

/** Rows that are asked with each value. */
const MOST_ROWS = 200;
/** Classes or targets that have a line. */
const MOST_SERIES = 5;
const PANEL = { width: 250, height: 190 } as const;

/** What the chosen network answers by each column: small plots on one scale, and what they share. */
export interface Dependences {
  readonly note: string;
  readonly legend: readonly LegendItem[];
  readonly panels: readonly { readonly title: string; readonly svg: string }[];
}

/** A number of the answer: a target, or the probability of a class. */
interface Series {
  readonly name: string;
  readonly place: number;
  readonly look: Look;
}

/** How the answer depends on the most important columns; null where the network uses none. */
export async function dependences(
  page: SearchPage,
  importances: readonly Importance[],
): Promise<Dependences | null> {
  const network = chosenNetwork(page);
  const rows = sample(page.fitted, network.inputs.length);
  const names = network.columns.map(({ name }) => name);
  const found = importances
    .slice(0, MOST_COLUMNS)
    .flatMap(({ column }) => dependenceOf(network, rows, names.indexOf(column)))
    .slice(0, MOST_COLUMNS);
  if (found.length === 0) return null;
  const series = seriesOf(page);
  const [least, greatest] = rangeOf(found, series);
  const classes = network.task === 'classification';
  const title = classes
    ? 'Mean probability'
    : withUnit(`Mean ${page.task.target}`, page.task.unit && `(${page.task.unit})`);
  const room = (greatest - least) * 0.06 || Math.abs(greatest) * 0.1 || 1;
  const domain: [number, number] = classes ? [0, 1] : [least - room, greatest + room];
  return {
    note: `The chosen network's mean answer over ${counted(rows.length / network.inputs.length, 'row')} when a column is set to a value and the others stay as they are: the most important first, all on one scale. Ticks along the bottom are values of the rows.`,
    legend: series.length > 1 ? series.map(({ name, look }) => legendItem(name, look)) : [],
    panels: await Promise.all(
      found.map(async (dependence, index) => ({
        title: dependence.name,
        svg: await drawPlot(
          `dependence-${index + 1}`,
          { ...PANEL, layer: panelLayers(dependence, series, { title, domain }) },
          `${title} by ${dependence.name}`,
        ),
      })),
    ),
  };
}

/** All rows, or MOST_ROWS of them at even steps. */
function sample(rows: Float64Array, inputs: number): Float64Array {
  const step = Math.max(1, rows.length / inputs / MOST_ROWS);
  const chosen = new Set(
    Array.from({ length: Math.min(rows.length / inputs, MOST_ROWS) }, (_, index) => Math.floor(index * step)),
  );
  return rows.filter((_, place) => chosen.has(Math.floor(place / inputs)));
}

/** A line for the target; of two classes for the second, of more, or of several targets, for each. */
function seriesOf(page: SearchPage): Series[] {
  const { labels, outputs } = chosenNetwork(page);
  const names =
    labels === undefined ? outputs.map(({ name }) => name) : labels.length === 2 ? [`${labels[1]}`] : labels;
  const only = { colour: palette.prediction, mark: 'line', width: 2 } as const;
  return names.slice(0, MOST_SERIES).map((name, place) => ({
    name,
    place,
    look: names.length === 1 ? only : { ...lookOf(place), width: 2 },
  }));
}

function rangeOf(found: readonly Dependence[], series: readonly Series[]): [number, number] {
  const answers = found.flatMap(({ points }) =>
    points.flatMap(({ answer }) => series.map(({ place }) => answer[place] ?? Number.NaN)),
  );
  return [Math.min(...answers), Math.max(...answers)];
}

interface AnswerAxis {
  readonly title: string;
  readonly domain: [number, number];
}

function panelLayers(
  { name, points, seen }: Dependence,
  series: readonly Series[],
  axis: AnswerAxis,
): Layer[] {
  const y = {
    field: 'answer',
    type: 'quantitative',
    title: axis.title,
    scale: { domain: axis.domain, zero: false, nice: false },
    axis: { tickCount: 4 },
  } as const;
  const values = ({ place }: Series) =>
    points.map(({ value, answer }) => ({
      value: value ?? 'missing',
      answer: answer[place] ?? Number.NaN,
      description: `${name} ${typeof value === 'number' ? significant(value, 4) : (value ?? 'missing')}: ${significant(answer[place] ?? Number.NaN, 4)}`,
    }));
  return seen === null ? dotLayers(series, values, y) : lineLayers(series, values, y, seen);
}

type Values = (series: Series) => { value: number | string; answer: number; description: string }[];

/** A category: a dot a level. */
function dotLayers(series: readonly Series[], values: Values, y: object): Layer[] {
  const x = {
    field: 'value',
    type: 'nominal',
    title: null,
    sort: null,
    axis: { labelAngle: -40, labelLimit: 90 },
  } as const;
  return series.map(
    (one): Layer => ({
      data: { values: values(one) },
      mark: { type: 'point', filled: true, color: one.look.colour, size: 60, opacity: 1 },
      encoding: { x, y, description: { field: 'description', type: 'nominal' } },
    }),
  );
}

/** A number: a line over its range, and a tick for each row. */
function lineLayers(series: readonly Series[], values: Values, y: object, seen: Float64Array): Layer[] {
  const x = {
    field: 'value',
    type: 'quantitative',
    title: null,
    scale: { zero: false, nice: false },
    axis: { tickCount: 4 },
  } as const;
  const rug: Layer = {
    data: { values: [...new Set(seen)].filter(Number.isFinite).map((value) => ({ value })) },
    mark: {
      type: 'rule',
      color: palette.muted,
      opacity: 0.35,
      strokeWidth: 1,
      y: 'height',
      y2: { expr: 'height - 7' },
      aria: false,
    },
    encoding: { x },
  };
  const lines = series.map(
    (one): Layer => ({
      data: { values: values(one) },
      mark: { type: 'line', aria: false, ...strokeOf(one.look) },
      encoding: { x, y },
    }),
  );
  return [rug, ...lines];
}
