import type { GroupsFile } from '../../schema/types.ts';
import type { Figure } from '../figure.ts';
import { counted } from '../number.ts';
import { dashes, depthName, depthScale, palette } from '../palette.ts';
import { drawPlot, type Layer } from '../plot.ts';
import { scoreOf } from './table.ts';

/** Scores below this are drawn at it: one that runs away would flatten all others. */
const LEAST = -0.25;

/** The score of each group's network against that of the linear model; null where there is none. */
export async function scoresFigure(file: GroupsFile): Promise<Figure | null> {
  const score = scoreOf(file);
  const known = file.groups.filter(({ test, linear }) => test !== null && linear !== null);
  if (known.length === 0) return null;
  const clipped = known.filter(({ test, linear }) => Math.min(test as number, linear as number) < LEAST);
  const values = known.map(({ name, test, linear, depth, nonzeros }) => ({
    network: Math.max(LEAST, test as number),
    linear: Math.max(LEAST, linear as number),
    depth,
    description: `${name}: ${score.name} ${score.written(test)} with ${counted(nonzeros, 'weight')}, ${score.linear} ${score.written(linear)}`,
  }));
  const all = values.flatMap(({ network, linear }) => [network, linear]);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const scale = { domain: [least, most], zero: false, nice: false, padding: 8 };
  const { domain, range, shapes } = depthScale(values.map(({ depth }) => depth));
  const axis = (field: string, title: string) => ({ field, type: 'quantitative', title, scale }) as const;
  const layer: Layer[] = [
    {
      data: {
        values: [
          { linear: least, network: least },
          { linear: most, network: most },
        ],
      },
      mark: { type: 'line', color: palette.muted, strokeDash: dashes.dashed, aria: false },
      encoding: {
        x: axis('linear', `${score.name} of ${score.theLinear}`),
        y: axis('network', `${score.name} of the chosen network`),
      },
    },
    {
      data: { values },
      mark: { type: 'point', filled: true, size: known.length > 300 ? 18 : 40, opacity: 0.75 },
      encoding: {
        x: axis('linear', `${score.name} of ${score.theLinear}`),
        y: axis('network', `${score.name} of the chosen network`),
        color: { field: 'depth', type: 'nominal', scale: { domain, range }, legend: null },
        shape: { field: 'depth', type: 'nominal', scale: { domain, range: shapes }, legend: null },
        description: { field: 'description', type: 'nominal' },
      },
    },
  ];
  return {
    id: 'scores',
    title: `Each group beside ${score.theLinear}`,
    note: `A point is a group, by scores on its test rows; above the dashed line its network is better.${
      clipped.length > 0
        ? ` ${counted(clipped.length, 'group')} with a score below ${LEAST} lie on the edge.`
        : ''
    }`,
    legend: domain.map((depth, index) => ({
      label: depthName(depth),
      colour: range[index] ?? palette.ink,
      mark: 'point' as const,
      shape: shapes[index] ?? 'circle',
    })),
    svg: await drawPlot(
      'scores',
      { layer },
      `${score.name} of the networks of ${counted(known.length, 'group')} against ${score.theLinear}`,
    ),
  };
}

/** Bars of a histogram, at most. */
const MOST_BARS = 20;

/** How many groups have networks of each size. */
export async function sizesFigure({ groups }: GroupsFile): Promise<Figure> {
  const axis = { tickMinStep: 1 } as const;
  const layer: Layer[] = [
    {
      data: { values: barsOf(groups.map(({ nonzeros }) => nonzeros)) },
      mark: { type: 'bar', color: palette.truth },
      encoding: {
        x: { field: 'from', type: 'quantitative', scale: { zero: false }, axis, title: 'Non-zero weights' },
        x2: { field: 'to' },
        y: { field: 'count', type: 'quantitative', scale: { zero: true }, axis, title: 'Groups' },
        y2: { datum: 0 },
      },
    },
  ];
  return {
    id: 'sizes',
    title: 'Sizes of the chosen networks',
    note: '0: the constant. No network has more numbers than a third of the rows that it was fitted to.',
    legend: [],
    svg: await drawPlot(
      'sizes',
      { layer },
      `Non-zero weights of the networks of ${counted(groups.length, 'group')}`,
    ),
  };
}

/** Bars of one width, in the middle of each the whole numbers that it counts. */
function barsOf(sizes: readonly number[]): { from: number; to: number; count: number }[] {
  const least = Math.min(...sizes);
  const span = Math.max(...sizes) - least + 1;
  const width = Math.ceil(span / MOST_BARS);
  return Array.from({ length: Math.ceil(span / width) }, (_, bar) => {
    const from = least + bar * width - 0.5;
    const to = from + width;
    return { from, to, count: sizes.filter((size) => size > from && size < to).length };
  });
}
