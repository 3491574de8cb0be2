import type { Figure } from './figure.ts';
import { counted, significant } from './number.ts';
import type { TrainingPoint } from './page.ts';
import { dashes, depthScale, palette } from './palette.ts';
import { drawPlot, type PlotSpec } from './plot.ts';
import { decimalTicks } from './ticks.ts';

/** Points drawn a decoder: a training of 100,000 steps would make a page of many megabytes. */
const BINS = 200;

interface CurvePoint {
  readonly networks: number;
  readonly fvu: number;
  readonly depth: number;
}

/** FVU of each decoder while the latent space was trained; null where nothing was recorded. */
export async function curveFigure(curve: readonly TrainingPoint[]): Promise<Figure | null> {
  const points = thinned(curve);
  if (points.length === 0) return null;
  const { domain, range } = depthScale(points.map((point) => point.depth));
  const last = curve.at(-1);
  const seconds = last === undefined ? '' : `, which took ${significant(last.seconds)} s`;
  return {
    id: 'curve',
    title: 'Training of the latent space',
    note: `Share of a random network's output that each decoder does not explain (FVU, median of a batch; 1: no better than the network's mean) while ${counted(
      last?.networks ?? 0,
      'network',
    )} were shown${seconds}.`,
    legend: domain.map((depth, index) => ({
      label: `decoder ${depth}`,
      colour: range[index] ?? palette.ink,
      mark: 'line',
    })),
    svg: await drawPlot(
      'curve',
      curveSpec(points),
      'Fraction of variance unexplained of each decoder against networks shown',
    ),
  };
}

/** At most BINS points a decoder: of more, the geometric mean of neighbours (the plot's scale is logarithmic). */
function thinned(curve: readonly TrainingPoint[]): CurvePoint[] {
  const size = Math.ceil(curve.length / BINS);
  const points: CurvePoint[] = [];
  for (let start = 0; start < curve.length; start += size) {
    const bin = curve.slice(start, start + size);
    const { networks, depths } = bin.at(-1) as TrainingPoint;
    depths.forEach((depth, index) => {
      const logs = bin.map((point) => Math.log(point.fvu[index] ?? Number.NaN)).filter(Number.isFinite);
      if (logs.length === 0) return;
      points.push({ networks, depth, fvu: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length) });
    });
  }
  return points;
}

function curveSpec(points: readonly CurvePoint[]): PlotSpec {
  const { domain, range } = depthScale(points.map((point) => point.depth));
  const values = points.map((point) => point.fvu);
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const y = {
    field: 'fvu',
    type: 'quantitative',
    title: 'FVU',
    scale: { type: 'log', nice: false },
    axis: { format: '~r', values: decimalTicks(least, greatest) },
  } as const;
  const noSkill = {
    data: { values: [{ fvu: 1 }] },
    mark: { type: 'rule', color: palette.muted, strokeDash: dashes.dotted, aria: false },
    encoding: { y },
  } as const;
  const lines = {
    data: { values: [...points] },
    mark: { type: 'line', strokeWidth: 2, aria: false },
    encoding: {
      x: {
        field: 'networks',
        type: 'quantitative',
        title: 'Networks shown',
        scale: { nice: false },
        axis: { format: '~s', tickCount: 5 },
      },
      y,
      color: { field: 'depth', type: 'nominal', scale: { domain, range } },
    },
  } as const;
  return { layer: [noSkill, lines] };
}
