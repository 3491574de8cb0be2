import { counted, significant } from '../number.ts';
import { depthStyle, palette } from '../palette.ts';
import { drawPlot, type Layer } from '../plot.ts';
import { findRow } from './cells.ts';
import type { Contest } from './contest.ts';
import type { SpaceGroup } from './groups.ts';
import type { PanelFigure } from './section.ts';

interface Dot {
  readonly encoder: string;
  readonly mpe: number;
  readonly variant: string;
  readonly description: string;
}

/** Each seed's best decoder by depth of the encoded networks: a point a seed, beside the constant. */
export async function contestFigure(
  id: string,
  { figure, name }: { readonly figure: string; readonly name: (group: SpaceGroup) => string },
  { about, variants }: Contest,
): Promise<PanelFigure> {
  const names = variants.map(name);
  const dots = variants.flatMap((group) => dotsOf(group, name(group)));
  const constants = variants.slice(0, 1).flatMap((group) => dotsOf(group, 'constant', 'constant'));
  const layers: Layer[] = [
    ...constantLayer(constants),
    ...variants.map((group, i) => dotLayer(dotsOf(group, name(group)), names, i)),
  ];
  return {
    id,
    title: `${figure}, ${counted(about.networks, 'presentation')}: the best decoder by depth`,
    note: 'Mean MPE of the best decoder on fresh networks of each depth; a point a seed. Lower is better.',
    legend: [
      ...names.map((label, i) => {
        const { colour, shape } = depthStyle(i + 1);
        return { label, colour, shape, mark: 'point' as const, series: `variant_${i + 1}` };
      }),
      { label: 'constant', colour: palette.muted, mark: 'line', series: null },
    ],
    columns: 1,
    panels: [
      {
        heading: '',
        svg: await drawPlot(
          id,
          { layer: layers },
          `Mean MPE of ${names.join(', ')} by depth, ${dots.length} points`,
        ),
        surface: null,
      },
    ],
    links: [],
  };
}

function dotsOf({ members }: SpaceGroup, variant: string, decoder: 'best' | 'constant' = 'best'): Dot[] {
  return members.flatMap(({ rows, about: { seed } }) =>
    [...new Set(rows.map(({ encoder }) => encoder))].flatMap((encoder): Dot[] => {
      const mpe = findRow(rows, decoder, encoder)?.mpe_mean ?? null;
      if (mpe === null || mpe <= 0) return [];
      const description = `${variant}, seed ${seed}, depth ${encoder}: MPE ${significant(mpe)} %`;
      return [{ encoder: `E${encoder}`, mpe, variant, description }];
    }),
  );
}

const y = {
  field: 'mpe',
  type: 'quantitative',
  title: 'Mean MPE of the best decoder (%)',
  scale: { type: 'log', nice: false, padding: 12 },
  axis: { format: '~r', tickCount: 6 },
} as const;
const x = { field: 'encoder', type: 'nominal', title: 'Encoded networks', axis: { labelAngle: 0 } } as const;
const description = { field: 'description', type: 'nominal' } as const;

function dotLayer(values: readonly Dot[], names: readonly string[], i: number): Layer {
  const { colour, shape } = depthStyle(i + 1);
  return {
    name: `variant_${i + 1}`,
    data: { values: [...values] },
    mark: { type: 'point', filled: true, color: colour, shape, size: 62, opacity: 0.9 },
    encoding: {
      x,
      y,
      xOffset: { field: 'variant', type: 'nominal', scale: { domain: [...names] } },
      description,
    },
  };
}

function constantLayer(values: readonly Dot[]): Layer[] {
  if (values.length === 0) return [];
  const mark = { type: 'tick', color: palette.muted, thickness: 2, size: 60 } as const;
  return [{ data: { values: [...values] }, mark, encoding: { x, y, description } }];
}
