import type { Front, FrontNetwork } from '../schema/types.ts';
import type { Figure, LegendItem } from './figure.ts';
import { counted, r2, rmse, significant, withUnit } from './number.ts';
import type { SearchPage } from './page.ts';
import { dashes, depthName, depthScale, palette } from './palette.ts';
import { drawPlot, type Layer } from './plot.ts';

interface FrontPoint {
  readonly nonzeros: number;
  readonly rmse: number;
  readonly depth: number;
  readonly description: string;
  /** The left-out error, less and more by a standard error; absent where there were no folds. */
  readonly low?: number;
  readonly high?: number;
}

/** The vertical axis, which all layers share. */
interface ErrorAxis {
  readonly field: 'rmse';
  readonly type: 'quantitative';
  readonly title: string;
  readonly scale: { domain: [number, number]; zero: false; nice: false };
}

const x = {
  field: 'nonzeros',
  type: 'quantitative',
  title: 'Non-zero weights',
  scale: { zero: true },
} as const;
const description = { field: 'description', type: 'nominal' } as const;

/** Test error of every network of the front against its non-zero weights, beside what needs no search. */
export async function frontFigure({ front, untrainedFront, task }: SearchPage): Promise<Figure | null> {
  const points = front.networks.map((network) => frontPoint(network, task.unit));
  const untrained = (untrainedFront?.networks ?? []).map((network) => frontPoint(network, task.unit));
  const baselines = [rmse(front.baselines.constant.test.mse), rmse(front.baselines.ols?.test.mse ?? null)];
  const domain = errorDomain([...points, ...untrained], baselines);
  if (domain === null) return null;
  const inside = ({ rmse: error }: FrontPoint) => error <= domain[1];
  const hidden = [...points, ...untrained].filter((point) => !inside(point)).length;
  const title = withUnit('Test error (RMSE)', task.unit === '' ? '' : `in ${task.unit}`);
  const y = {
    field: 'rmse',
    type: 'quantitative',
    title,
    scale: { domain, zero: false, nice: false },
  } as const;
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
      hidden > 0 ? ` ${counted(hidden, 'network')} with a larger error would lie above the plot.` : ''
    }`,
    legend: frontLegend(front, untrained.length > 0),
    svg: await drawPlot(
      'front',
      { layer },
      `${title} against non-zero weights of ${counted(points.length, 'network')}`,
    ),
  };
}

function frontPoint(network: FrontNetwork, unit: string): FrontPoint {
  const error = rmse(network.test.mse);
  const description = [
    counted(network.nonzeros, 'non-zero weight'),
    `hidden neurons ${network.neurons.join(' + ') || '0'}`,
    `test RMSE ${withUnit(significant(error), unit)}`,
    `R² ${r2(network.test.r2)}`,
  ].join(', ');
  const { nonzeros, depth, spread, validation } = network;
  const point = { nonzeros, rmse: error, depth, description };
  if (spread === undefined || validation.mse === null) return point;
  const [low, high] = [rmse(Math.max(0, validation.mse - spread)), rmse(validation.mse + spread)];
  return { ...point, low, high };
}

/** Shows the baselines and all but wild errors: a network far worse than both baselines would flatten the rest. */
function errorDomain(points: readonly FrontPoint[], baselines: readonly number[]): [number, number] | null {
  const known = baselines.filter(Number.isFinite);
  const errors = points.map((point) => point.rmse).filter(Number.isFinite);
  const highest = known.length > 0 ? Math.max(...known) * 1.3 : Number.POSITIVE_INFINITY;
  const shown = [...errors.filter((error) => error <= highest), ...known];
  if (shown.length === 0) return null;
  const [least, greatest] = [Math.min(...shown), Math.max(...shown)];
  const room = (greatest - least) * 0.06 || greatest * 0.1 || 1;
  return [Math.max(0, least - room), greatest + room];
}

function baselineLayers(baselines: readonly number[], y: ErrorAxis): Layer[] {
  const looks = [
    { color: palette.muted, strokeDash: dashes.dotted },
    { color: palette.ink, strokeDash: dashes.dashed },
  ];
  return baselines.flatMap((error, index): Layer[] => {
    if (!Number.isFinite(error)) return [];
    const mark = { type: 'rule', strokeWidth: 1.75, aria: false, ...looks[index] } as const;
    return [{ data: { values: [{ rmse: error }] }, mark, encoding: { y } }];
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
      : [{ nonzeros, rmse: Math.max(low, least), high: Math.min(high, greatest) }],
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
    { label: 'least squares', colour: palette.ink, mark: 'dashed' },
    { label: 'constant', colour: palette.muted, mark: 'dotted' },
    ...(front.selection?.by === 'folds'
      ? [{ label: 'left-out error ± 1 standard error', colour: palette.muted, mark: 'line' } as const]
      : []),
    ...(untrained ? [{ label: 'untrained latent space', colour: palette.muted, mark: 'line' } as const] : []),
  ];
}
