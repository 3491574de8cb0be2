import type { Front, FrontNetwork } from '../schema/types.ts';
import type { Figure, LegendItem } from './figure.ts';
import { errorOf, errorTitle, lossOf, type Measured, measuredOf, writtenError } from './measured.ts';
import { counted } from './number.ts';
import type { SearchPage } from './page.ts';
import { dashes, depthName, depthScale, palette } from './palette.ts';
import { drawPlot, type Layer } from './plot.ts';
import { decimalTicks } from './ticks.ts';

interface FrontPoint {
  readonly nonzeros: number;
  readonly error: number;
  readonly depth: number;
  readonly description: string;
  /** The left-out error, less and more by a standard error; absent where there were no folds. */
  readonly low?: number;
  readonly high?: number;
}

/** The vertical axis, which all layers share. */
interface ErrorAxis {
  readonly field: 'error';
  readonly type: 'quantitative';
  readonly title: string;
  readonly scale: {
    readonly type: 'linear' | 'log';
    readonly domain: [number, number];
    readonly zero?: false;
    readonly nice: false;
  };
  /** A logarithmic scale leaves out labels by its own format, and ticks where they are more than its count. */
  readonly axis?: { readonly values: number[]; readonly tickCount: number; readonly labelExpr: string };
}

/** Errors that differ by more than this factor are drawn on a logarithmic scale, and no bar is longer on it. */
const DECADE = 10;

const x = {
  field: 'nonzeros',
  type: 'quantitative',
  title: 'Non-zero weights',
  scale: { zero: true },
  axis: { tickMinStep: 1 },
} as const;
const description = { field: 'description', type: 'nominal' } as const;

/** Test error of every network of the front against its non-zero weights, beside what needs no search. */
export async function frontFigure({
  front,
  untrainedFront,
}: Pick<SearchPage, 'front' | 'untrainedFront'>): Promise<Figure | null> {
  const measured = measuredOf(front);
  const points = front.networks.map((network) => frontPoint(network, measured));
  const untrained = (untrainedFront?.networks ?? []).map((network) => frontPoint(network, measured));
  const { constant, ols } = front.baselines;
  const baselines = [constant, ols].map((scores) =>
    scores === null ? Number.NaN : errorOf(measured, scores.test),
  );
  const range = errorRange([...points, ...untrained], baselines);
  if (range === null) return null;
  const title = errorTitle(measured, 'Test error');
  const y = errorAxis(range, title);
  const inside = ({ error }: FrontPoint) => error <= range[1];
  const hidden = [...points, ...untrained].filter((point) => !inside(point)).length;
  const layer = [
    ...baselineLayers(baselines, y),
    ...untrainedLayers(untrained.filter(inside), y),
    ...spreadLayers(points, y),
    ...chosenLayers(
      points.filter((point, index) => index === front.chosen && inside(point)),
      y,
    ),
    ...networkLayers(points.filter(inside), y),
  ];
  return {
    id: 'front',
    title: 'Error against size',
    note: `Each point is a network that no smaller one beats on ${front.selection?.by === 'folds' ? 'rows left out of its fit' : 'the validation rows'}; it is drawn at its error on the test rows. Lower and further left is better.${
      y.scale.type === 'log' ? ' The scale of errors is logarithmic.' : ''
    }${hidden > 0 ? ` ${counted(hidden, 'network')} with a larger error would lie above the plot.` : ''}`,
    legend: frontLegend(front, untrained.length > 0),
    svg: await drawPlot(
      'front',
      { layer },
      `${title} against non-zero weights of ${counted(points.length, 'network')}`,
    ),
  };
}

function frontPoint(network: FrontNetwork, measured: Measured): FrontPoint {
  const { nonzeros, depth, spread, validation, test } = network;
  const error = errorOf(measured, test);
  const description = [
    counted(nonzeros, 'non-zero weight'),
    `hidden neurons ${network.neurons.join(' + ') || '0'}`,
    `test ${measured.error} ${writtenError(measured, error)}`,
    ...measured.scores.slice(0, 1).map((score) => `${score.name} ${score.written(score.of(test))}`),
  ].join(', ');
  const point = { nonzeros, error, depth, description };
  const loss = lossOf(validation);
  if (spread === undefined || loss === null) return point;
  const [low, high] = [measured.errorOfLoss(Math.max(0, loss - spread)), measured.errorOfLoss(loss + spread)];
  return { ...point, low, high };
}

/**
 * From the least to the greatest error shown, left-out errors among them: of a network far worse than both baselines the rest
 * would be flattened.
 */
function errorRange(points: readonly FrontPoint[], baselines: readonly number[]): [number, number] | null {
  const known = baselines.filter(Number.isFinite);
  const highest = known.length > 0 ? Math.max(...known) * 1.3 : Number.POSITIVE_INFINITY;
  const errors = points
    .filter(({ error }) => error <= highest)
    .flatMap(({ error, low = error, high = error }) => [error, Math.max(low, high / DECADE), high]);
  const shown = [...errors.filter((error) => error <= highest), ...known];
  return shown.length === 0 ? null : [Math.min(...shown), Math.max(...shown)];
}

/** With some room about the errors; logarithmic where they span more than a decade. */
function errorAxis([least, greatest]: [number, number], title: string): ErrorAxis {
  const field = { field: 'error', type: 'quantitative', title } as const;
  if (least > 0 && greatest > DECADE * least) {
    const room = (greatest / least) ** 0.06;
    const domain: [number, number] = [least / room, greatest * room];
    const values = decimalTicks(...domain);
    return {
      ...field,
      scale: { type: 'log', domain, nice: false },
      axis: { values, tickCount: values.length, labelExpr: "format(datum.value, '~r')" },
    };
  }
  const room = (greatest - least) * 0.06 || greatest * 0.1 || 1;
  const domain: [number, number] = [Math.max(0, least - room), greatest + room];
  return { ...field, scale: { type: 'linear', domain, zero: false, nice: false } };
}

function baselineLayers(baselines: readonly number[], y: ErrorAxis): Layer[] {
  const looks = [
    { color: palette.muted, strokeDash: dashes.dotted },
    { color: palette.ink, strokeDash: dashes.dashed },
  ];
  return baselines.flatMap((error, index): Layer[] => {
    if (!Number.isFinite(error)) return [];
    const mark = { type: 'rule', strokeWidth: 1.75, aria: false, ...looks[index] } as const;
    return [{ data: { values: [{ error }] }, mark, encoding: { y } }];
  });
}

function untrainedLayers(points: readonly FrontPoint[], y: ErrorAxis): Layer[] {
  if (points.length === 0) return [];
  const data = { values: [...points] };
  const line = { type: 'line', color: palette.muted, opacity: 0.55, strokeWidth: 1.5, aria: false } as const;
  const point = { type: 'point', fill: palette.paper, color: palette.muted, size: 26, opacity: 1 } as const;
  return [
    { data, mark: line, encoding: { x, y } },
    { data, mark: point, encoding: { x, y, description } },
  ];
}

/** What the folds say of each network, as far as the axis goes. */
function spreadLayers(points: readonly FrontPoint[], y: ErrorAxis): Layer[] {
  const [least, greatest] = y.scale.domain;
  const bars = points.flatMap(({ nonzeros, low, high }) =>
    low === undefined || high === undefined || low > greatest || high < least
      ? []
      : [{ nonzeros, error: Math.max(low, least), high: Math.min(high, greatest) }],
  );
  if (bars.length === 0) return [];
  const mark = { type: 'rule', color: palette.muted, strokeWidth: 3, opacity: 0.35, aria: false } as const;
  return [{ data: { values: bars }, mark, encoding: { x, y, y2: { field: 'high' } } }];
}

function chosenLayers(points: readonly FrontPoint[], y: ErrorAxis): Layer[] {
  const mark = {
    type: 'point',
    color: palette.ink,
    size: 230,
    strokeWidth: 2,
    opacity: 1,
    aria: false,
  } as const;
  return points.map((point) => ({ data: { values: [point] }, mark, encoding: { x, y } }));
}

function networkLayers(points: readonly FrontPoint[], y: ErrorAxis): Layer[] {
  if (points.length === 0) return [];
  const { domain, range, shapes } = depthScale(points.map((point) => point.depth));
  const color = { field: 'depth', type: 'nominal', scale: { domain, range } } as const;
  const shape = { field: 'depth', type: 'nominal', scale: { domain, range: shapes } } as const;
  const mark = { type: 'point', filled: true, size: 62, opacity: 1 } as const;
  return [{ data: { values: [...points] }, mark, encoding: { x, y, description, color, shape } }];
}

function frontLegend(front: Front, untrained: boolean): LegendItem[] {
  const { linear, constant } = measuredOf(front);
  const { domain, range, shapes } = depthScale(front.networks.map((network) => network.depth));
  const depths = domain.map((depth, index): LegendItem => {
    return {
      label: depthName(depth),
      colour: range[index] ?? palette.ink,
      mark: 'point',
      shape: shapes[index] ?? 'circle',
    };
  });
  return [
    ...depths,
    { label: 'chosen', colour: palette.ink, mark: 'ring' },
    ...(front.baselines.ols === null
      ? []
      : [{ label: linear, colour: palette.ink, mark: 'dashed' } as const]),
    { label: constant, colour: palette.muted, mark: 'dotted' },
    ...(front.selection?.by === 'folds'
      ? [{ label: 'left-out error ± 1 standard error', colour: palette.muted, mark: 'line' } as const]
      : []),
    ...(untrained ? [{ label: 'untrained latent space', colour: palette.muted, mark: 'line' } as const] : []),
  ];
}
