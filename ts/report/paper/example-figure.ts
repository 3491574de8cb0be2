import { counted } from '../number.ts';
import { depthScale, palette } from '../palette.ts';
import { drawPlot, type Layer } from '../plot.ts';
import { presentations } from './budget-line.ts';
import { FAMILY_NAMES, type SpaceGroup } from './groups.ts';
import type { Panel, PanelFigure } from './section.ts';
import { type Example, FAMILIES, type Published } from './study.ts';

/** Points drawn a decoder: more would neither be told apart nor load quickly. */
const MOST_POINTS = 100;

/**
 * Figure 2 for one preset: networks of each family, what they answer against what their decoded copies answer.
 * Of several losses min, where it is there; of several seeds the first. Null without examples.
 */
export async function exampleFigure(
  preset: string,
  groups: readonly SpaceGroup[],
  published: Published,
): Promise<PanelFigure | null> {
  const shown = FAMILIES.flatMap((family) => {
    const own = groups.filter(({ about }) => about.family === family && about.preset === preset);
    const group = own.find(({ about }) => about.loss === 'min') ?? own[0];
    const [member] = group?.members ?? [];
    return member === undefined || member.examples.length === 0 ? [] : [member];
  });
  const panels: Panel[] = [];
  for (const { about, examples } of shown) {
    for (const [i, example] of examples.entries()) {
      const id = `example-${preset}-${about.family}-${i + 1}`;
      const heading = `${FAMILY_NAMES[about.family]}, ${counted(example.encoder, 'hidden layer')}`;
      const svg = await drawExample(id, heading, example);
      panels.push({ heading: heading + outsideText(example), svg, surface: null });
    }
  }
  const [first] = shown;
  if (first === undefined) return null;
  const decoders = Object.keys(first.examples[0]?.decoded ?? {}).map(Number);
  const { domain, range, shapes } = depthScale(decoders);
  return {
    id: `figure-2-${preset}`,
    title: `Figure 2. Truth against the decoded outputs, preset ${preset}`,
    note: `Fresh networks, encoded and decoded at every depth (${presentations(first.about.networks, published.training)}). On the line a copy is exact. Outputs more than a quarter of the truth’s range beyond it lie outside the plot; their share stands above it.`,
    legend: [
      ...domain.map((depth, i) => ({
        label: `decoder ${depth}`,
        colour: range[i] ?? palette.ink,
        shape: shapes[i] ?? ('circle' as const),
        mark: 'point' as const,
        series: `decoder_${depth}`,
      })),
      { label: 'truth', colour: palette.truth, mark: 'line' as const, series: null },
    ],
    columns: first.examples.length,
    panels,
    links: shown.map(({ source }) => ({ text: source.stage, href: source.href })),
  };
}

/** The truth's range, and the plot's box: a quarter of it more on either side. */
function boxOf(truth: Example['truth']): { box: [number, number]; least: number; greatest: number } {
  const known = truth.filter((value) => value !== null) as number[];
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  const room = (greatest - least) / 4 || Math.abs(greatest) * 0.1 || 1;
  return { box: [least - room, greatest + room], least, greatest };
}

/** ": 12 % outside" of all decoded outputs; nothing where all are inside. */
function outsideText({ truth, decoded }: Example): string {
  const [low, high] = boxOf(truth).box;
  const outputs = Object.values(decoded).flat();
  const outside = outputs.filter((output) => output === null || output < low || output > high).length;
  if (outside === 0) return '';
  const share = (100 * outside) / outputs.length;
  return `: ${share < 1 ? 'less than 1' : share.toFixed(0)} % outside`;
}

async function drawExample(id: string, heading: string, { truth, decoded }: Example): Promise<string> {
  const { box, least, greatest } = boxOf(truth);
  const scale = { domain: box, zero: false, nice: false } as const;
  const x = { field: 'truth', type: 'quantitative', title: 'Truth', scale, axis: { tickCount: 4 } } as const;
  const y = {
    field: 'output',
    type: 'quantitative',
    title: 'Decoded',
    scale,
    axis: { tickCount: 4 },
  } as const;
  const ends = [least, greatest].map((value) => ({ truth: value, output: value }));
  const exact = { type: 'line', color: palette.truth, strokeWidth: 2, aria: false } as const;
  const depths = Object.keys(decoded).map(Number);
  const { domain, range, shapes } = depthScale(depths);
  const points = domain.flatMap((depth, i): Layer[] => {
    const values = thinned(truth, decoded[String(depth)] ?? [], box);
    if (values.length === 0) return [];
    const looks = { color: range[i] ?? palette.ink, shape: shapes[i] ?? 'circle' };
    const mark = { type: 'point', filled: true, size: 20, opacity: 0.75, aria: false, ...looks } as const;
    return [{ name: `decoder_${depth}`, data: { values }, mark, encoding: { x, y } }];
  });
  const layer: Layer[] = [{ data: { values: ends }, mark: exact, encoding: { x, y } }, ...points];
  return drawPlot(id, { layer, width: 330, height: 290 }, `Truth against decoded outputs: ${heading}`);
}

/** Every `step`th point of the grid inside the box; the step shares no factor with a grid of ten values an input. */
function thinned(
  truth: readonly (number | null)[],
  decoded: readonly (number | null)[],
  [low, high]: readonly [number, number],
): { truth: number; output: number }[] {
  let step = Math.max(1, Math.ceil(truth.length / MOST_POINTS));
  while (step > 1 && (step % 2 === 0 || step % 5 === 0)) step++;
  return truth.flatMap((value, i) => {
    const output = decoded[i] ?? null;
    if (i % step !== 0 || value === null || output === null || output < low || output > high) return [];
    return [{ truth: value, output }];
  });
}
