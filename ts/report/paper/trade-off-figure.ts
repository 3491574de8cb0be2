import { counted, significant } from '../number.ts';
import { dashes, depthStyle, palette } from '../palette.ts';
import { drawPlot, type Layer } from '../plot.ts';
import { presentations } from './budget-line.ts';
import { FAMILY_NAMES, presetsOf } from './groups.ts';
import { kneeOf, LEAST_MPE, undominated } from './knee.ts';
import type { Panel, PanelFigure } from './section.ts';
import { FAMILIES, type Family, type MeasuredSearch, type Published } from './study.ts';

/** The decoder of the paper's Figure 4. */
const DECODER = 3;

interface Point {
  readonly nonzeros: number;
  readonly mpe: number;
  readonly description: string;
}

/** Figure 4: test MPE against non-zeros at decoder 3 on the teacher of two hidden layers; a panel a preset and family. */
export async function tradeOffFigure(
  sweep: readonly MeasuredSearch[],
  published: Published,
): Promise<PanelFigure | null> {
  const panels: Panel[] = [];
  for (const preset of presetsOf(sweep.map(({ search }) => search))) {
    for (const family of FAMILIES) {
      const own = sweep.filter(({ search, space }) => search.preset === preset && space.family === family);
      const panel = await panelOf(preset, family, own);
      if (panel !== null) panels.push(panel);
    }
  }
  if (panels.length === 0) return null;
  const teachers = [...new Set(sweep.map(({ teacher }) => teacher.nonzeros_raw))].join(', ');
  return {
    id: 'figure-4',
    title: `Figure 4. Non-zero weights against MPE, decoder ${DECODER}`,
    note: `Networks found on teachers of ${teachers} weights while the weight of the sparsity term varies; test MPE, dead parts removed. The knee: among the networks that no other equals or beats in both, the one farthest below the straight line from the smallest to the largest, in non-zeros and log MPE each scaled to [0, 1]. An MPE below ${LEAST_MPE} % is drawn there. ${budgets(sweep, published)}`,
    legend: [
      { label: 'a network', ...depthStyle(DECODER), mark: 'point', series: 'networks' },
      { label: 'beaten by none', colour: palette.muted, mark: 'line', series: 'front' },
      { label: 'knee', colour: palette.ink, mark: 'ring', series: 'knee' },
      { label: 'the teacher’s size', colour: palette.muted, mark: 'dashed', series: null },
    ],
    columns: 3,
    panels,
    links: sweep.map(({ source }) => ({ text: source.stage, href: source.href })),
  };
}

/** What the spaces of each preset were trained with. */
function budgets(sweep: readonly MeasuredSearch[], { training }: Published): string {
  const texts = sweep.map(
    ({ search, space }) => `Preset ${search.preset}: ${presentations(space.networks, training)}.`,
  );
  return [...new Set(texts)].join(' ');
}

/** The networks of decoder 3 of all the searches. */
export function tradeOffs(searches: readonly MeasuredSearch[]): Point[] {
  return searches.flatMap(({ depths, search }) => {
    const networks = depths.find(({ depth }) => depth === DECODER)?.networks ?? [];
    return networks.flatMap(({ nonzeros, test: { mpe } }): Point[] => {
      if (mpe === null) return [];
      const description = `${counted(nonzeros, 'non-zero weight')}, test MPE ${significant(mpe)} %, alpha ${search.alpha.map((value) => significant(value, 2)).join(', ')}, seed ${search.seed}`;
      return [{ nonzeros, mpe: Math.max(mpe, LEAST_MPE), description }];
    });
  });
}

async function panelOf(
  preset: string,
  family: Family,
  searches: readonly MeasuredSearch[],
): Promise<Panel | null> {
  const points = tradeOffs(searches);
  const [first] = searches;
  if (points.length === 0 || first === undefined) return null;
  const knee = kneeOf(points);
  const name = `${preset}, ${FAMILY_NAMES[family]}`;
  const found =
    knee === null ? 'no knee' : `knee at ${counted(knee.nonzeros, 'weight')}, ${significant(knee.mpe)} %`;
  return {
    heading: `${name}: ${found}`,
    svg: await drawPlot(
      `trade-off-${preset}-${family}`,
      { layer: layersOf(points, knee, first.teacher.nonzeros), width: 360, height: 280 },
      `Test MPE against non-zero weights of ${counted(points.length, 'network')}, ${name}; ${found}`,
    ),
    surface: null,
  };
}

/** All the errors with room around them, over at least a factor of ten: a scale of one value has no ticks. */
function errorDomain(points: readonly Point[]): [number, number] {
  const errors = points.map(({ mpe }) => mpe);
  const [least, greatest] = [Math.min(...errors), Math.max(...errors)];
  const room = Math.max(1.25, Math.sqrt(10 / (greatest / least)));
  return [least / room, greatest * room];
}

/** 1, 2 and 5 times the powers of ten inside a domain; of more than two decades the powers alone. */
function decimalTicks([low, high]: readonly [number, number]): number[] {
  const digits = high / low > 100 ? [1] : [1, 2, 5];
  const powers = Array.from({ length: 40 }, (_, i) => i - 20);
  const ticks = powers.flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)));
  return ticks.filter((tick) => tick >= low && tick <= high);
}

function layersOf(points: readonly Point[], knee: Point | null, teacher: number): Layer[] {
  const x = {
    field: 'nonzeros',
    type: 'quantitative',
    title: 'Non-zero weights',
    scale: { zero: true },
    axis: { tickCount: 5 },
  } as const;
  const domain = errorDomain(points);
  const y = {
    field: 'mpe',
    type: 'quantitative',
    title: 'Test MPE (%)',
    scale: { type: 'log', domain, nice: false },
    axis: { format: '~g', values: decimalTicks(domain) },
  } as const;
  const description = { field: 'description', type: 'nominal' } as const;
  const { colour, shape } = depthStyle(DECODER);
  const line = {
    type: 'line',
    color: palette.muted,
    strokeWidth: 1.5,
    interpolate: 'step-after',
    aria: false,
  } as const;
  const ring = {
    type: 'point',
    color: palette.ink,
    size: 230,
    strokeWidth: 2,
    opacity: 1,
    aria: false,
  } as const;
  const dots = { type: 'point', filled: true, color: colour, shape, size: 50, opacity: 0.9 } as const;
  const rule = { type: 'rule', color: palette.muted, strokeDash: dashes.dashed, aria: false } as const;
  return [
    { data: { values: [{ nonzeros: teacher }] }, mark: rule, encoding: { x } },
    { name: 'front', data: { values: undominated(points) }, mark: line, encoding: { x, y } },
    ...(knee === null ? [] : [{ name: 'knee', data: { values: [knee] }, mark: ring, encoding: { x, y } }]),
    {
      name: 'networks',
      data: { values: [...points] },
      mark: dots,
      encoding: { x, y, description },
    },
  ];
}
