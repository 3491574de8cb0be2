import { type Dependence, type DependencePoint, dependenceOf } from '../export/dependence.ts';
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
/** Levels whose names have room side by side, and the height that those of more take. */
const FEW_LEVELS = 3;
const ASLANT = 44;

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
  /** Several targets share a plot: each is drawn in its standard deviations about its mean. */
  readonly offset: number;
  readonly scale: number;
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
  const pair = network.labels?.length === 2 ? network.labels[1] : undefined;
  const [least, greatest] = rangeOf(found, series);
  const classes = network.task === 'classification';
  const title = titleOf(page, series);
  const room = (greatest - least) * 0.06 || Math.abs(greatest) * 0.1 || 1;
  const domain: [number, number] = classes ? [0, 1] : [least - room, greatest + room];
  return {
    note: `The chosen network's mean answer over ${counted(rows.length / network.inputs.length, 'row')} when a column is set to a value and the others stay as they are: the most important first, all on one scale. Ticks along the bottom are values of the rows.${pair === undefined ? '' : ` The answer is the probability of "${pair}".`}`,
    legend: series.length > 1 ? series.map(({ name, look }) => legendItem(name, look)) : [],
    panels: await Promise.all(
      found.map(async (dependence, index) => ({
        title: dependence.name,
        svg: await drawPlot(
          `dependence-${index + 1}`,
          { ...sizeOf(dependence), layer: panelLayers(dependence, series, { title, domain }) },
          `${title} by ${dependence.name}`,
        ),
      })),
    ),
  };
}

function titleOf(page: SearchPage, series: readonly Series[]): string {
  if (chosenNetwork(page).task === 'classification') return 'Mean probability';
  const { target, unit } = page.task;
  return series.length > 1 ? 'Mean answer (SD)' : withUnit(`Mean ${target}`, unit && `(${unit})`);
}

/** Names of many levels stand aslant below the plot. */
function sizeOf({ seen, points }: Dependence): { readonly width: number; readonly height: number } {
  return { ...PANEL, height: PANEL.height + (seen === null && points.length > FEW_LEVELS ? ASLANT : 0) };
}

/** All rows, or MOST_ROWS of them at even steps. */
function sample(rows: Float64Array, inputs: number): Float64Array {
  const count = rows.length / inputs;
  if (count <= MOST_ROWS) return rows;
  const chosen = Array.from({ length: MOST_ROWS }, (_, index) => Math.floor((index * count) / MOST_ROWS));
  return Float64Array.from(chosen.flatMap((row) => [...rows.subarray(row * inputs, (row + 1) * inputs)]));
}

/** A line for the target; of two classes for the second, of more, or of several targets, for each. */
function seriesOf(page: SearchPage): Series[] {
  const { labels, outputs } = chosenNetwork(page);
  const names =
    labels === undefined ? outputs.map(({ name }) => name) : labels.length === 2 ? [`${labels[1]}`] : labels;
  const only = { colour: palette.prediction, mark: 'line', width: 2 } as const;
  return names.slice(0, MOST_SERIES).map((name, place): Series => {
    const { offset = 0, scale = 1 } = labels === undefined && names.length > 1 ? (outputs[place] ?? {}) : {};
    const look = names.length === 1 ? only : { ...lookOf(place), width: 2 };
    return { name, place, look, offset, scale };
  });
}

/** What a series says at a point, as it is drawn. */
function drawnAnswer({ answer }: DependencePoint, { place, offset, scale }: Series): number {
  return ((answer[place] ?? Number.NaN) - offset) / scale;
}

function rangeOf(found: readonly Dependence[], series: readonly Series[]): [number, number] {
  const answers = found.flatMap(({ points }) =>
    points.flatMap((point) => series.map((one) => drawnAnswer(point, one))),
  );
  return [Math.min(...answers), Math.max(...answers)];
}

interface AnswerAxis {
  readonly title: string;
  readonly domain: [number, number];
}

function panelLayers(
  { name, takes, points, seen }: Dependence,
  series: readonly Series[],
  axis: AnswerAxis,
): Layer[] {
  const y = {
    field: 'answer',
    type: 'quantitative',
    title: axis.title,
    scale: { domain: axis.domain, zero: false, nice: false },
    axis: { tickCount: 4, titleLimit: 210 },
  } as const;
  const values = (one: Series) =>
    points.map((point) => {
      const value = point.value ?? 'missing';
      const answer = drawnAnswer(point, one);
      const words = typeof value === 'number' ? significant(value, 4) : value;
      return { value, answer, description: `${name} ${words}: ${significant(answer, 4)}` };
    });
  return seen === null
    ? dotLayers(series, values, y, points.length)
    : lineLayers(series, values, y, { takes, seen });
}

type Values = (series: Series) => { value: number | string; answer: number; description: string }[];

/** A category: a dot a level. */
function dotLayers(series: readonly Series[], values: Values, y: object, levels: number): Layer[] {
  const isMany = levels > FEW_LEVELS;
  const x = {
    field: 'value',
    type: 'nominal',
    title: null,
    sort: null,
    // Vega, without a canvas, takes text for half as wide again as it is.
    axis: { labelOverlap: false, labelAngle: isMany ? -40 : 0, labelLimit: isMany ? 90 : 300 / levels },
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
function lineLayers(
  series: readonly Series[],
  values: Values,
  y: object,
  { takes, seen }: { readonly takes: Dependence['takes']; readonly seen: Float64Array },
): Layer[] {
  const x = { field: 'value', title: null, scale: { zero: false, nice: false }, ...axisFor(takes) } as const;
  const scaled = (value: number) => (takes === 'day' ? value * MILLISECONDS_A_DAY : value);
  const distinct = [...new Set(seen)].filter(Number.isFinite);
  const rug: Layer = {
    data: { values: distinct.map((value) => ({ value: scaled(value) })) },
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
      data: { values: values(one).map((point) => ({ ...point, value: scaled(Number(point.value)) })) },
      mark: { type: 'line', aria: false, ...strokeOf(one.look) },
      encoding: { x, y },
    }),
  );
  return [rug, ...lines];
}

const MILLISECONDS_A_DAY = 86400000;

/** Days since 1970 as dates, weekdays by their names, years without a comma. */
function axisFor(takes: Dependence['takes']) {
  const temporal = { type: 'temporal', axis: { tickCount: 3, format: '%b %Y' } } as const;
  if (takes === 'day') return { ...temporal, scale: { type: 'utc', nice: false } } as const;
  const axis = {
    value: { tickCount: 4 },
    hour: { tickCount: 4 },
    year: { tickCount: 4, tickMinStep: 1, format: 'd' },
    month: { tickCount: 6, tickMinStep: 1 },
    weekday: { tickCount: 7, labelExpr: "['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'][datum.value]" },
    level: {},
    missing: {},
  }[takes];
  return { type: 'quantitative', axis } as const;
}
