import { type Compared, POOLED, POOLINGS } from '../distance-table.ts';
import { counted, significant } from '../number.ts';
import { palette } from '../palette.ts';
import { drawPlot } from '../plot.ts';
import { presentations } from './budget-line.ts';
import { FAMILY_NAMES } from './groups.ts';
import {
  type GridRow,
  type GridTable,
  type Panel,
  type PanelFigure,
  plainCell,
  type Section,
} from './section.ts';
import type { MeasuredDistances, Published } from './study.ts';

/** Pairs drawn a scatter: they are in no order, so the first are as good as any. */
const MOST_PAIRS = 400;

/** Whether functionally similar networks are near in the latent space: a row a space, and two scatters. */
export async function distanceSection(
  measured: readonly MeasuredDistances[],
  published: Published,
): Promise<Section> {
  return {
    id: 'distances',
    title: 'Are functionally similar networks near in the latent space?',
    paragraphs: [
      'The paper calls its latent space continuous without measuring it. Functional distance is the RMS difference of two networks’ outputs over the pooled standard deviation: of all networks, which is one unit for every pair, or of the two, by which a pair of nearly constant functions is far apart however alike they are. Beside it the Euclidean distance of their encodings, and that of their weights laid out by layer.',
      ...(measured.length === 0
        ? ['The pipeline of this report has no distance stage: the question is left open.']
        : []),
    ],
    blocks:
      measured.length === 0
        ? []
        : [
            { kind: 'table', table: distanceTable(measured, published) },
            { kind: 'list', items: measured.map(sentence) },
            { kind: 'figure', figure: await distanceFigure(measured) },
          ],
  };
}

function nameOf({ about }: MeasuredDistances): string {
  return `${about.preset}, ${FAMILY_NAMES[about.family]}`;
}

function distanceTable(measured: readonly MeasuredDistances[], published: Published): GridTable {
  const pair = ({ latent, weights }: Compared, href: string) =>
    [latent, weights].map((value) => ({ ...plainCell(significant(value, 2)), href }));
  return {
    id: 'distance-table',
    caption: 'Rank correlation with functional distance, and recall of functional nearest neighbours',
    lines: measured.map((each) => ({
      text: `${nameOf(each)}: ${presentations(each.about.networks, published.training)}, seed ${each.about.seed}; ${counted(each.pairs, 'pair')} and the 10 nearest among ${counted(each.networks, 'fresh network')}`,
      links: [{ text: each.source.stage, href: each.source.href }],
    })),
    header: [
      [
        { text: 'Spearman correlation', span: 2 },
        { text: 'recall at 10', span: 3 },
      ],
      ['latent', 'weights', 'latent', 'weights', 'chance'].map((text) => ({ text, span: 1 })),
    ],
    rows: measured.flatMap((each) =>
      POOLINGS.map(
        (over): GridRow => ({
          name: `${nameOf(each)}, pooled over ${POOLED[over]}`,
          kind: 'plain',
          cells: [
            ...pair(each.pooled[over].spearman, each.source.href),
            ...pair(each.pooled[over].recall_at_10, each.source.href),
            plainCell(significant(10 / (each.networks - 1), 2)),
          ],
        }),
      ),
    ),
    notes: ['1 is a perfect order of pairs, or all ten neighbours found; chance gives a correlation of 0.'],
  };
}

/** What the numbers of one space say, in words, with the standard deviation pooled over all networks. */
export function sentence(each: MeasuredDistances): string {
  const parts = (['spearman', 'recall_at_10'] as const).map((measure) => {
    const { latent, weights } = each.pooled.all[measure];
    const word = measure === 'spearman' ? 'orders pairs by function' : 'finds functional neighbours';
    if (latent === null || weights === null) return `whether latent distance ${word} was not measured`;
    const how = latent > weights ? 'better than' : latent < weights ? 'worse than' : 'as well as';
    return `latent distance ${word} ${how} weight distance (${significant(latent, 2)} against ${significant(weights, 2)})`;
  });
  return `${nameOf(each)}: ${parts.join('; ')}.`;
}

async function distanceFigure(measured: readonly MeasuredDistances[]): Promise<PanelFigure> {
  const panels: Panel[] = [];
  for (const [index, each] of measured.entries()) {
    for (const [kind, title] of [
      ['latent', 'Latent distance'],
      ['weights', 'Weight distance'],
    ] as const) {
      const id = `distance-${index + 1}-${kind}`;
      const svg = await scatter(id, each, kind, title);
      if (svg !== null) panels.push({ heading: nameOf(each), svg, surface: null });
    }
  }
  return {
    id: 'distances',
    title: 'Distance in the latent space, and of the weights, against functional distance',
    note: `A point a pair of fresh networks (the first ${MOST_PAIRS}). In a space that orders functions the points follow a rising line. The functional distance, pooled over all networks, is on a logarithmic scale.`,
    legend: [
      { label: 'latent distance', colour: palette.prediction, mark: 'point', series: 'pairs_latent' },
      { label: 'weight distance', colour: palette.positive, mark: 'point', series: 'pairs_weights' },
    ],
    columns: measured.length > 2 ? 4 : 2,
    panels,
    links: measured.map(({ source }) => ({ text: source.stage, href: source.href })),
  };
}

/** Null where there is no pair to draw. */
async function scatter(
  id: string,
  { sample, ...each }: MeasuredDistances,
  kind: 'latent' | 'weights',
  title: string,
): Promise<string | null> {
  const values = sample
    .slice(0, MOST_PAIRS)
    .flatMap(({ functional_all: functional, [kind]: distance }) =>
      functional === null || distance === null || functional <= 0 ? [] : [{ functional, distance }],
    );
  if (values.length === 0) return null;
  const color = kind === 'latent' ? palette.prediction : palette.positive;
  const layer = {
    name: `pairs_${kind}`,
    data: { values },
    mark: { type: 'point', filled: true, color, size: 9, opacity: 0.45, aria: false },
    encoding: {
      x: {
        field: 'functional',
        type: 'quantitative',
        title: 'Functional distance',
        scale: { type: 'log', nice: false },
        axis: { format: '~r', tickCount: 4 },
      },
      y: { field: 'distance', type: 'quantitative', title, scale: { zero: false } },
    },
  } as const;
  const label = `${title} against functional distance of ${counted(values.length, 'pair')}, ${nameOf({ sample, ...each })}`;
  return drawPlot(id, { layer: [layer], width: 290, height: 210 }, label);
}
