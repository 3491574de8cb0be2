import { counted } from '../number.ts';
import { palette } from '../palette.ts';
import type { Layer } from '../plot.ts';
import type { axesOf } from './map-figure.ts';

/** Where a search went, from its first step to its last. */
export interface MapPath {
  readonly name: string;
  readonly depth: number;
  readonly points: readonly { readonly step: number; readonly x: number; readonly y: number }[];
}

/** The way as a line, a square where it began and a filled point where it ended. */
export function pathLayers({ name, depth, points }: MapPath, axes: ReturnType<typeof axesOf>): Layer[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return [];
  const line = { type: 'line', aria: false, strokeWidth: 1.75 } as const;
  const end = { type: 'point', filled: true, opacity: 1, stroke: palette.paper, strokeWidth: 1 } as const;
  const described = (point: typeof first, what: string) => ({
    values: [
      { ...point, description: `${name}, ${counted(depth, 'hidden layer')}: ${what}, step ${point.step}` },
    ],
  });
  const encoding = { ...axes, description: { field: 'description' } } as const;
  const walked = { ...axes, order: { field: 'step', type: 'quantitative' } } as const;
  const data = { values: points.map((point) => ({ ...point })) };
  return [
    { data, mark: { ...line, color: palette.paper, strokeWidth: 4 }, encoding: walked },
    { data, mark: { ...line, color: palette.ink }, encoding: walked },
    {
      data: described(first, 'first'),
      mark: { ...end, shape: 'square', size: 70, color: palette.ink },
      encoding,
    },
    {
      data: described(last, 'last'),
      mark: { ...end, shape: 'circle', size: 90, color: palette.ink },
      encoding,
    },
  ];
}
