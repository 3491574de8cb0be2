import type { MapPage } from './map-figure.ts';

/** Between which values a map is drawn. */
export type Edges = Readonly<Record<'x' | 'y', [number, number]>>;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Share of random networks that may lie beyond each edge of the picture: a few lie very far out. */
const BEYOND = 0.01;
/** Room about what is shown, a share of it: a map of all, and one of what is marked. */
const ROOM = { all: 0.04, marked: 0.25 };
/** What is marked has a map of its own where it takes less than this share of each side. */
const SMALL = 0.4;

/** Most random networks, and all that is marked. */
export function edgesOf(page: MapPage): Edges {
  const marked = markedIn(page);
  const edge = (key: keyof Place) => {
    const sorted = page.random.map((point) => point[key]).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
    return around([at(BEYOND), at(1 - BEYOND), ...marked.map((point) => point[key])], ROOM.all);
  };
  return { x: edge('x'), y: edge('y') };
}

/** What is marked, nearer; null where it is large in the map of all. */
export function nearerEdges(page: MapPage): Edges | null {
  const marked = markedIn(page);
  if (marked.length < 2) return null;
  const all = edgesOf(page);
  const edge = (key: keyof Place) =>
    around(
      marked.map((point) => point[key]),
      ROOM.marked,
    );
  const near = { x: edge('x'), y: edge('y') };
  const isSmall = (key: keyof Place) => near[key][1] - near[key][0] < SMALL * (all[key][1] - all[key][0]);
  return isSmall('x') && isSmall('y') ? near : null;
}

export function isInside({ x, y }: Place, edges: Edges): boolean {
  return x >= edges.x[0] && x <= edges.x[1] && y >= edges.y[0] && y <= edges.y[1];
}

function markedIn({ found, paths }: MapPage): Place[] {
  return [...found, ...paths.flatMap(({ points }) => points)];
}

function around(values: readonly number[], share: number): [number, number] {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const room = share * (greatest - least) || 1;
  return [least - room, greatest + room];
}
