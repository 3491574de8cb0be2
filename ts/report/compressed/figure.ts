import type { Figure } from '../figure.ts';
import { counted, share } from '../number.ts';
import { dashes, palette } from '../palette.ts';
import { drawPlot, type Layer } from '../plot.ts';
import { decimalTicks } from '../ticks.ts';
import type { CompressedPage } from './page.ts';
import { SCALES } from './scales.ts';

/** Differences below this share of the tolerance are of no interest: they are not drawn, and the axis ends there. */
const LEAST = 0.02;

/** The difference of every network of the front against its size, beside the tolerance and the given network's size. */
export async function sizesFigure({
  sizes,
  within,
  of,
  given,
  file,
}: CompressedPage): Promise<Figure | null> {
  const points = sizes
    .filter(({ difference }) => difference >= LEAST * within)
    .map(({ nonzeros, neurons, difference, surely, file: own }) => ({
      nonzeros,
      difference: 100 * difference,
      surely: 100 * surely,
      isChosen: own === file,
      description: `${counted(nonzeros, 'number')}, hidden neurons ${neurons.join(' + ') || 'none'}: ${share(difference)}, surely below ${share(surely)}`,
    }));
  if (points.length === 0) return null;
  const room = 1.15;
  const all = [100 * within, ...points.flatMap(({ difference, surely }) => [difference, surely])];
  const domain: [number, number] = [Math.min(...all) / room, Math.max(...all) * room];
  const values = decimalTicks(...domain);
  const sizesDomain: [number, number] = [0, given.nonzeros];
  const x = {
    field: 'nonzeros',
    type: 'quantitative',
    title: 'Numbers that are not zero',
    scale: { domain: sizesDomain, nice: false },
  } as const;
  const y = {
    field: 'difference',
    type: 'quantitative',
    title: 'Difference (%)',
    scale: { type: 'log', domain, nice: false },
    axis: { values, tickCount: values.length, labelExpr: "format(datum.value, '~r')" },
  } as const;
  const data = { values: points };
  const rule = { type: 'rule', strokeWidth: 1.75, aria: false } as const;
  const layer: Layer[] = [
    {
      data: { values: [{ difference: 100 * within }] },
      mark: { ...rule, color: palette.ink, strokeDash: dashes.dashed },
      encoding: { y },
    },
    {
      data: { values: [{ nonzeros: given.nonzeros / 2 }] },
      mark: { ...rule, color: palette.muted, strokeDash: dashes.dotted },
      encoding: { x },
    },
    {
      data,
      mark: { type: 'rule', color: palette.muted, strokeWidth: 3, opacity: 0.35, aria: false },
      encoding: { x, y, y2: { field: 'surely' } },
    },
    {
      data: { values: points.filter(({ isChosen }) => isChosen) },
      mark: { type: 'point', color: palette.ink, size: 230, strokeWidth: 2, opacity: 1, aria: false },
      encoding: { x, y },
    },
    {
      data,
      mark: { type: 'point', filled: true, size: 62, opacity: 1, color: palette.positive },
      encoding: { x, y, description: { field: 'description', type: 'nominal' } },
    },
  ];
  const hasChosen = points.some(({ isChosen }) => isChosen);
  return {
    id: 'sizes',
    title: 'Difference against size',
    note: `Each point is the nearest network of its size; differences are in % of the ${SCALES[of]}. Lower and further left is better. The chosen one is the smallest whose bar ends below the tolerance. The scale of differences is logarithmic; the axis of sizes ends at the given network, which differs by nothing.`,
    legend: [
      { label: 'network', colour: palette.positive, mark: 'point' },
      ...(hasChosen ? [{ label: 'chosen', colour: palette.ink, mark: 'ring' } as const] : []),
      { label: `tolerance, ${share(within)}`, colour: palette.ink, mark: 'dashed' },
      { label: 'half of the given size', colour: palette.muted, mark: 'dotted' },
      { label: 'up to what chance allows', colour: palette.muted, mark: 'line' },
    ],
    svg: await drawPlot(
      'sizes',
      { layer: layer.filter(({ data: rows }) => (rows as { values: unknown[] }).values.length > 0) },
      `Difference against size of ${counted(points.length, 'network')}`,
    ),
  };
}
