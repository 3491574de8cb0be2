import type { Figure } from '../figure.ts';
import { counted, percent, significant } from '../number.ts';
import { palette } from '../palette.ts';
import { drawPlot, type Layer } from '../plot.ts';
import { renderTablesPage } from '../tables-page.ts';
import { decimalTicks } from '../ticks.ts';

/** How far two networks are from each other, among random pairs. */
export interface DistancePage {
  readonly names: readonly [string, string];
  readonly space: string;
  readonly z: number;
  readonly function: number;
  readonly nearer: { readonly z: number; readonly function: number };
  readonly pairs: number;
  readonly networks: number;
  readonly inputs: number;
  /** Some of the random pairs. */
  readonly sample: readonly Pair[];
}

interface Pair {
  readonly z: number;
  readonly function: number;
}

/** The page as HTML, complete in itself. */
export async function renderDistance(page: DistancePage): Promise<string> {
  const { names, space, z, nearer, pairs, networks, inputs } = page;
  const among = `${counted(pairs, 'random pair')} of ${counted(networks, 'network')} of ${counted(inputs, 'input')}`;
  return renderTablesPage({
    title: `${names[0]} and ${names[1]}`,
    headline: [
      `${significant(z)} apart in the latent space ${space}: ${percent(nearer.z, 1)} of ${among} are nearer.`,
      `${significant(page.function)} apart in what they compute (root mean square of the difference over the standard deviation): ${percent(nearer.function, 1)} of these pairs are nearer.`,
    ],
    facts: [],
    tables: [],
    figures: [await pairsFigure(page)],
  });
}

/** Random pairs by both distances, and the pair in question among them; logarithmic, so that near ones are seen. */
async function pairsFigure({ names, sample, ...own }: DistancePage): Promise<Figure> {
  const random = sample.filter(isSeen);
  const pair = { z: own.z, function: own.function };
  const axis = (field: keyof Pair, title: string) => {
    const domain = domainOf([...random, pair], field);
    const values = decimalTicks(...domain);
    return {
      field,
      type: 'quantitative',
      title,
      scale: { type: 'log', domain, nice: false },
      axis: { values, tickCount: values.length, labelExpr: "format(datum.value, '~r')" },
    } as const;
  };
  const [x, y] = [axis('z', 'Distance in z'), axis('function', 'Distance in what they compute')];
  const dots: Layer = {
    data: { values: random.map((each) => ({ ...each })) },
    mark: { type: 'point', filled: true, size: 12, opacity: 0.5, color: palette.muted, aria: false },
    encoding: { x, y },
  };
  const ring: Layer = {
    data: { values: [{ ...pair, description: `${names[0]} and ${names[1]}` }] },
    mark: { type: 'point', size: 150, strokeWidth: 2.5, opacity: 1, color: palette.prediction },
    encoding: { x, y, description: { field: 'description' } },
  };
  const layer = [...(random.length === 0 ? [] : [dots]), ...(isSeen(pair) ? [ring] : [])];
  return {
    id: 'pairs',
    title: 'The two among random pairs',
    note: isSeen(pair)
      ? 'Each point is a pair of random networks. Where near in z means alike in function, the points lie along a line. Both scales are logarithmic.'
      : 'Each point is a pair of random networks. The two themselves are the same: a logarithmic scale has no place for them.',
    legend: [
      { label: 'random pair', colour: palette.muted, mark: 'point' },
      ...(isSeen(pair) ? [{ label: 'the two', colour: palette.prediction, mark: 'ring' } as const] : []),
    ],
    svg: await drawPlot('pairs', { layer }, `${counted(random.length, 'random pair')} by both distances`),
  };
}

function isSeen({ z, function: own }: Pair): boolean {
  return z > 0 && own > 0 && Number.isFinite(z) && Number.isFinite(own);
}

function domainOf(pairs: readonly Pair[], key: keyof Pair): [number, number] {
  const values = pairs.filter(isSeen).map((pair) => pair[key]);
  return [Math.min(...values) / 1.2, Math.max(...values) * 1.2];
}
