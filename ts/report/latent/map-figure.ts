import type { Figure, LegendItem } from '../figure.ts';
import { counted, percent, significant } from '../number.ts';
import { palette } from '../palette.ts';
import { drawPlot, type Layer } from '../plot.ts';

/** A space's random networks, and found ones, in two directions. */
export interface MapPage {
  readonly space: string;
  readonly inputs: number;
  readonly shares: readonly [number, number];
  readonly random: readonly MapPoint[];
  readonly found: readonly (MapPoint & { readonly name: string; readonly nonzeros: number })[];
}

export interface MapPoint {
  readonly x: number;
  readonly y: number;
  readonly depth: number;
  readonly spread: number;
  readonly bend: number;
}

/** What a map is coloured by: from `low` on dark, from `high` on light. */
export interface Colouring {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly value: (point: MapPoint) => number;
  readonly low: number;
  readonly high: number;
  readonly written: (value: number) => string;
}

/** Viridis, at its ends and in its middle. */
const COLOURS = ['#440154', '#21918c', '#fde725'] as const;
/** Share of random networks that may lie beyond each edge of the picture: a few lie very far out. */
const BEYOND = 0.01;

/** The map of a page, coloured. */
export async function mapFigure(page: MapPage, colouring: Colouring): Promise<Figure> {
  const edges = edgesOf(page);
  const inside = page.random.filter((point) => isInside(point, edges));
  const out = page.random.length - inside.length;
  const left = out === 0 ? '' : ` ${counted(out, 'random network')} beyond the edges.`;
  return {
    id: colouring.id,
    title: colouring.title,
    note: `${colouring.note}${left}`,
    legend: legendOf(page, colouring),
    svg: await drawPlot(
      colouring.id,
      { layer: layersOf(page, inside, edges, colouring) },
      `${colouring.title}: ${counted(inside.length, 'random network')} by two principal components of z`,
    ),
  };
}

type Edges = Readonly<Record<'x' | 'y', [number, number]>>;

/** Most random networks, and all found ones. */
function edgesOf({ random, found }: MapPage): Edges {
  const edge = (key: 'x' | 'y'): [number, number] => {
    const sorted = random.map((point) => point[key]).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
    const all = [at(BEYOND), at(1 - BEYOND), ...found.map((point) => point[key])];
    const [least, greatest] = [Math.min(...all), Math.max(...all)];
    const room = 0.04 * (greatest - least) || 1;
    return [least - room, greatest + room];
  };
  return { x: edge('x'), y: edge('y') };
}

function isInside({ x, y }: MapPoint, edges: Edges): boolean {
  return x >= edges.x[0] && x <= edges.x[1] && y >= edges.y[0] && y <= edges.y[1];
}

function layersOf(
  page: MapPage,
  inside: readonly MapPoint[],
  edges: Edges,
  { value, low, high }: Colouring,
): Layer[] {
  const axis = (key: 'x' | 'y', component: 0 | 1) =>
    ({
      field: key,
      type: 'quantitative',
      title: `component ${component + 1}, ${percent(page.shares[component])} of the variance`,
      scale: { domain: edges[key], nice: false, zero: false },
    }) as const;
  const [x, y] = [axis('x', 0), axis('y', 1)];
  const random: Layer = {
    data: { values: inside.map((point) => ({ x: point.x, y: point.y, value: value(point) })) },
    mark: { type: 'point', filled: true, size: 14, opacity: 0.75, aria: false },
    encoding: {
      x,
      y,
      color: {
        field: 'value',
        type: 'quantitative',
        scale: { range: [...COLOURS], domain: [low, (low + high) / 2, high], clamp: true },
      },
    },
  };
  if (page.found.length === 0) return [random];
  const values = page.found.map((point) => ({ x: point.x, y: point.y, description: point.name }));
  const found: Layer = {
    data: { values },
    mark: {
      type: 'point',
      filled: false,
      shape: 'circle',
      size: 90,
      stroke: palette.prediction,
      strokeWidth: 2,
    },
    encoding: { x, y, description: { field: 'description' } },
  };
  return [random, found];
}

function legendOf({ found }: MapPage, { low, high, written }: Colouring): LegendItem[] {
  const values = [low, (low + high) / 2, high];
  const random = COLOURS.map(
    (colour, i): LegendItem => ({ label: written(values[i] as number), colour, mark: 'point' }),
  );
  const given: LegendItem = { label: 'found networks', colour: palette.prediction, mark: 'ring' };
  return found.length === 0 ? random : [...random, given];
}

/** By how much the answers vary, as far as random networks differ in it; null where they do not. */
export function bySpread({ random }: MapPage): Colouring | null {
  const logs = random.map(({ spread }) => Math.log10(spread)).filter(Number.isFinite);
  const sorted = logs.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(0.05), at(0.95)];
  if (!(high - low > 1e-6)) return null;
  return {
    id: 'spread',
    title: 'How much the answers vary',
    note: "Colour: the standard deviation of a network's answers over the domain, in its own units.",
    value: ({ spread }) => Math.log10(Math.max(spread, 10 ** low)),
    low,
    high,
    written: (value) => significant(10 ** value),
  };
}

/** By how far the functions are from straight lines. */
export const byBend: Colouring = {
  id: 'bend',
  title: 'How bent the functions are',
  note: "Colour: the share of the variance of a network's answers that no straight line tells.",
  value: ({ bend }) => bend,
  low: 0,
  high: 0.5,
  written: (value) => (value >= 0.5 ? '50 % and more' : percent(value)),
};
