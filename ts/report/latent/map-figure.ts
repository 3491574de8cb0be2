import type { Figure, LegendItem } from '../figure.ts';
import { counted, percent, significant } from '../number.ts';
import { palette } from '../palette.ts';
import { drawPlot, type Layer } from '../plot.ts';
import { type Edges, edgesOf, isInside } from './map-edges.ts';
import { type MapPath, pathLayers } from './map-path.ts';

/** A space's random networks, and found ones, in two directions. */
export interface MapPage {
  readonly space: string;
  readonly inputs: number;
  readonly shares: readonly [number, number];
  readonly random: readonly MapPoint[];
  readonly found: readonly (MapPoint & { readonly name: string; readonly nonzeros: number })[];
  readonly paths: readonly MapPath[];
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
/** Of more found networks rings would hide each other. */
const FEW = 20;

/** The map of a page, coloured: of all, or between nearer edges. */
export async function mapFigure(
  page: MapPage,
  colouring: Colouring,
  nearer: Edges | null = null,
): Promise<Figure> {
  const edges = nearer ?? edgesOf(page);
  const inside = page.random.filter((point) => isInside(point, edges));
  const out = page.random.length - inside.length;
  const left = out === 0 ? '' : ` ${counted(out, 'random network')} beyond the edges.`;
  const id = nearer ? `${colouring.id}-nearer` : colouring.id;
  const title = nearer ? 'Nearer: what is marked' : colouring.title;
  return {
    id,
    title,
    note: `${colouring.note}${left}`,
    legend: legendOf(page, colouring),
    svg: await drawPlot(
      id,
      { layer: layersOf(page, inside, edges, colouring) },
      `${title}: ${counted(inside.length, 'random network')} by two principal components of z`,
    ),
  };
}

export function axesOf({ shares }: MapPage, edges: Edges) {
  const axis = (key: 'x' | 'y', component: 0 | 1) =>
    ({
      field: key,
      type: 'quantitative',
      title: `component ${component + 1}, ${percent(shares[component])} of the variance`,
      scale: { domain: edges[key], nice: false, zero: false },
    }) as const;
  return { x: axis('x', 0), y: axis('y', 1) };
}

function layersOf(
  page: MapPage,
  inside: readonly MapPoint[],
  edges: Edges,
  { value, low, high }: Colouring,
): Layer[] {
  const axes = axesOf(page, edges);
  const { x, y } = axes;
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
  const paths = page.paths.flatMap((path) => pathLayers(path, axes));
  const ground = inside.length === 0 ? [] : [random];
  if (page.found.length === 0) return [...ground, ...paths];
  const isMany = page.found.length > FEW;
  const values = page.found.map((point) => ({ x: point.x, y: point.y, description: point.name }));
  const found: Layer = {
    data: { values },
    mark: {
      type: 'point',
      filled: false,
      shape: 'circle',
      size: isMany ? 30 : 90,
      stroke: palette.prediction,
      strokeWidth: isMany ? 1.25 : 2,
    },
    encoding: { x, y, description: { field: 'description' } },
  };
  return [...ground, ...paths, found];
}

function legendOf({ found, paths }: MapPage, { low, high, written }: Colouring): LegendItem[] {
  const values = [low, (low + high) / 2, high];
  const random = COLOURS.map(
    (colour, i): LegendItem => ({ label: written(values[i] as number), colour, mark: 'point' }),
  );
  const given: LegendItem = { label: 'found networks', colour: palette.prediction, mark: 'ring' };
  const ways: LegendItem[] = [
    { label: 'path of a search', colour: palette.ink, mark: 'line' },
    { label: 'its first step', colour: palette.ink, mark: 'point', shape: 'square' },
    { label: 'its last', colour: palette.ink, mark: 'point' },
  ];
  return [...random, ...(found.length === 0 ? [] : [given]), ...(paths.length === 0 ? [] : ways)];
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
