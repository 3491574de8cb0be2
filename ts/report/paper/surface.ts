import type { SurfaceData } from './section.ts';

/*
 * Draws a surface by orthographic projection, in painter's order. The same code runs here, for the static picture, and
 * in the page, when a reader turns the surface: so these functions use nothing but their arguments and each other, and
 * `surfaceCode` is their text.
 */

/** Where one looks from: turned about the vertical axis, and raised above the floor; radians. */
export interface ViewPoint {
  readonly azimuth: number;
  readonly elevation: number;
}

/** A surface as the contents of an SVG element with the viewBox 0 0 240 200. */
export function drawSurface(data: SurfaceData, view: ViewPoint): string {
  return drawFrame(data, view) + drawFacets(data, view);
}

/** A point of the box, x and y in [-1, 1] and z in [0, 1], on the paper; `far` grows away from the reader. */
export function projectPoint(x: number, y: number, z: number, { azimuth, elevation }: ViewPoint) {
  const right = x * Math.cos(azimuth) - y * Math.sin(azimuth);
  const far = x * Math.sin(azimuth) + y * Math.cos(azimuth);
  const up = (z - 0.5) * 1.4 * Math.cos(elevation) + far * Math.sin(elevation);
  return { left: 134 + 70 * right, top: 96 - 70 * up, far };
}

/** The surface itself: a four-sided facet a cell of the grid, the farthest first. */
export function drawFacets({ points, heights, colour }: SurfaceData, view: ViewPoint): string {
  const at = (i: number) => (2 * i) / (points - 1) - 1;
  const height = (i: number, j: number) => heights[i * points + j] ?? 0;
  const facets: { far: number; text: string }[] = [];
  for (let i = 0; i + 1 < points; i++) {
    for (let j = 0; j + 1 < points; j++) {
      const corners = [
        [i, j],
        [i + 1, j],
        [i + 1, j + 1],
        [i, j + 1],
      ].map(([a = 0, b = 0]) => projectPoint(at(a), at(b), height(a, b), view));
      const outline = corners.map(({ left, top }) => `${left.toFixed(1)},${top.toFixed(1)}`).join('L');
      const alongX = (height(i + 1, j) + height(i + 1, j + 1) - height(i, j) - height(i, j + 1)) / 2;
      const alongY = (height(i, j + 1) + height(i + 1, j + 1) - height(i, j) - height(i + 1, j)) / 2;
      const step = 2 / (points - 1);
      const fill = shade(colour, (1.4 * alongX) / step, (1.4 * alongY) / step, view);
      const far = corners.reduce((sum, corner) => sum + corner.far, 0);
      facets.push({ far, text: `<path d="M${outline}Z" fill="${fill}"/>` });
    }
  }
  facets.sort((a, b) => b.far - a.far);
  const edge = colour === 'truth' ? '#00395c' : '#6b0d12';
  return `<g stroke="${edge}" stroke-width="0.4" stroke-linejoin="round">${facets.map(({ text }) => text).join('')}</g>`;
}

/** Colour of a facet with these slopes, lit from the upper left of the reader: light and dark of one hue. */
export function shade(
  colour: SurfaceData['colour'],
  slopeX: number,
  slopeY: number,
  { azimuth }: ViewPoint,
): string {
  const [x, y] = [-0.55, -0.45];
  const light = [
    x * Math.cos(azimuth) + y * Math.sin(azimuth),
    -x * Math.sin(azimuth) + y * Math.cos(azimuth),
    0.7,
  ] as const;
  const length = Math.hypot(slopeX, slopeY, 1);
  const lit = (-slopeX * light[0] - slopeY * light[1] + light[2]) / length;
  const share = 0.15 + 0.85 * Math.max(0, Math.min(1, 0.5 + 0.5 * lit));
  const [dark, bright] =
    colour === 'truth'
      ? [
          [0, 60, 102],
          [120, 196, 240],
        ]
      : [
          [115, 10, 18],
          [250, 150, 140],
        ];
  const mixed = (dark ?? []).map((from, i) => Math.round(from + share * ((bright?.[i] ?? 0) - from)));
  return `rgb(${mixed.join(',')})`;
}

/** Floor, vertical axis and their names. The arrows of the floor point to 1. */
export function drawFrame({ names, ends }: SurfaceData, view: ViewPoint): string {
  const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const place = (x: number, y: number, z: number) => projectPoint(x, y, z, view);
  const line = (from: { left: number; top: number }, to: { left: number; top: number }) =>
    `M${from.left.toFixed(1)},${from.top.toFixed(1)}L${to.left.toFixed(1)},${to.top.toFixed(1)}`;
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const;
  const floor = corners.map(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % 4] ?? [0, 0];
    return line(place(x, y, 0), place(nextX, nextY, 0));
  });
  // The leftmost corner carries the vertical axis, the two floor edges nearest to the reader the names of the inputs.
  const [leftX, leftY] = corners.reduce((a, b) =>
    place(b[0], b[1], 0).left < place(a[0], a[1], 0).left ? b : a,
  );
  const bottom = place(leftX, leftY, 0);
  const top = place(leftX, leftY, 1);
  const [nearX, nearY] = corners.reduce((a, b) =>
    place(b[0], b[1], 0).far < place(a[0], a[1], 0).far ? b : a,
  );
  const text = (left: number, top: number, words: string, anchor: string) =>
    `<text x="${left.toFixed(1)}" y="${top.toFixed(1)}" text-anchor="${anchor}">${escaped(words)}</text>`;
  const edges = [
    { name: names[0], from: place(-1, nearY, 0), to: place(1, nearY, 0), middle: place(0, nearY * 1.28, 0) },
    { name: names[1], from: place(nearX, -1, 0), to: place(nearX, 1, 0), middle: place(nearX * 1.28, 0, 0) },
  ].map(({ name, from, to, middle }) => arrow(from, to) + text(middle.left, middle.top + 4, name, 'middle'));
  const axis = `<path d="${floor.join('')}${line(bottom, top)}" fill="none" stroke="var(--muted, #5d6771)" stroke-width="0.8"/>`;
  const values =
    text(bottom.left - 4, bottom.top - 2, ends[0], 'end') + text(top.left - 4, top.top + 8, ends[1], 'end');
  return `<g fill="var(--muted, #5d6771)" font-family="system-ui, sans-serif" font-size="11">${axis}${edges.join('')}${values}</g>`;
}

/** The head of an arrow at the end of an edge. */
export function arrow(from: { left: number; top: number }, to: { left: number; top: number }): string {
  const length = Math.hypot(to.left - from.left, to.top - from.top) || 1;
  const [along, across] = [(to.left - from.left) / length, (to.top - from.top) / length];
  const corner = (back: number, aside: number) =>
    `${(to.left - back * along - aside * across).toFixed(1)},${(to.top - back * across + aside * along).toFixed(1)}`;
  return `<path d="M${corner(0, 0)}L${corner(8, 3)}L${corner(8, -3)}Z" stroke="none"/>`;
}

/** The functions above as text for the page; a compiler that renames functions through `__name` finds it there too. */
export function surfaceCode(): string {
  const functions = [drawSurface, projectPoint, drawFacets, shade, drawFrame, arrow];
  return ['const __name = (named) => named;', ...functions.map(String)].join('\n');
}
