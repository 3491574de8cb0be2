import { Eta } from 'eta';
import { type Figure as Drawing, type LegendItem, swatch } from '../figure.ts';
import { counted } from '../number.ts';
import { dashes, palette } from '../palette.ts';
import { drawPlot } from '../plot.ts';
import type { TextTable } from '../table.ts';
import { contestTemplate } from '../templates/contest.ts';
import { style } from '../templates/style.ts';
import { figures, figuresTable, figureText, methodsTable } from './figures.ts';
import { type FewRow, fvu, geometricMean, methodsOf, runsOf } from './rows.ts';

export interface FewPage {
  readonly title: string;
  /** The method whose figures are judged. */
  readonly ours: string;
  readonly rows: readonly FewRow[];
}

/** All that the template prints; texts are plain, and escaped there. */
interface View {
  readonly title: string;
  readonly style: string;
  readonly headline: readonly string[];
  readonly facts: readonly (readonly [string, string])[];
  readonly tables: readonly { readonly title: string; readonly note: string; readonly table: TextTable }[];
  readonly figures: readonly (Drawing & { readonly swatches: readonly string[] })[];
}

const eta = new Eta({ autoEscape: true, autoTrim: false });

/** One HTML page about the benchmark of few rows, complete in itself: no script, no font, nothing fetched. */
export async function renderFewPage(page: FewPage): Promise<string> {
  const { title, ours, rows } = page;
  const noises = [...new Set(rows.filter(isOfFunction).map(({ noise }) => noise))].sort((a, b) => a - b);
  const drawn = await Promise.all(noises.map((noise) => noiseFigure(page, noise)));
  const view: View = {
    title,
    style,
    headline: headline(page),
    facts: [
      ['Runs', counted(runsOf(rows).length, 'table')],
      ['Methods', methodsOf(rows, ours).join(', ')],
    ],
    tables: [
      {
        title: `What ${ours} reaches`,
        note: 'Each figure beside its aim, over all its runs, and the least and the greatest over seeds. FVU: the share of the variance of the test rows that a model leaves, 1 - R2; test rows of functions have no noise. Below 1e-5 it counts as 1e-5, R2 below -1 as -1.',
        table: figuresTable(rows, ours),
      },
      {
        title: 'Every method',
        note: "FVU over ridge's on the same table, the geometric mean over functions and seeds, by the rows fitted and by the noise (its standard deviation as a share of the target's); below 1 is better than ridge. Real tables by R2. Numbers: the median of weights and biases, intercepts not counted.",
        table: methodsTable(rows, ours),
      },
    ],
    figures: drawn.map((figure) => ({ ...figure, swatches: figure.legend.map(swatch) })),
  };
  return eta.renderString(contestTemplate, view);
}

function isOfFunction({ table }: FewRow): boolean {
  return table.includes(': ');
}

function headline({ rows, ours }: FewPage): string[] {
  const all = figures(rows, ours);
  const reached = all.filter((figure) => figure.reached);
  const missed = all.filter((figure) => !figure.reached);
  return [
    `${ours} reaches ${reached.length} of ${counted(all.length, 'figure')}.`,
    ...(missed.length > 0
      ? [
          `Not reached: ${missed.map((figure) => `${figure.name} (${figureText(figure, figure.value)}, aim ${figure.aim})`).join('; ')}.`,
        ]
      : []),
  ];
}

const COLOURS = [
  palette.prediction,
  palette.truth,
  'var(--depth-1, #b87700)',
  'var(--depth-2, #00795a)',
  'var(--depth-3, #b0538b)',
  'var(--depth-4, #2f8fc4)',
  'var(--depth-5, #6b4fa0)',
  'var(--depth-6, #6a6a6a)',
  palette.ink,
];

/** FVU over ridge's against rows, a line a method. */
async function noiseFigure({ rows, ours }: FewPage, noise: number): Promise<Drawing> {
  const methods = methodsOf(rows, ours).filter((method) => method !== 'ridge' && method !== 'constant');
  const runs = runsOf(rows).filter((run) => run.isFunction && run.noise === noise);
  const sizes = [...new Set(runs.map((run) => run.rows))].sort((a, b) => a - b);
  const values = methods.flatMap((method) =>
    sizes.flatMap((size) => {
      const ratios = runs
        .filter((run) => run.rows === size)
        .flatMap(({ methods: found }) => {
          const [own, ridge] = [found.get(method), found.get('ridge')];
          return own && ridge ? [fvu(own) / fvu(ridge)] : [];
        });
      return ratios.length === 0 ? [] : [{ method, rows: size, ratio: geometricMean(ratios) }];
    }),
  );
  const range = methods.map((_, index) => COLOURS[index % COLOURS.length] ?? palette.ink);
  const legend = methods.map(
    (label, index): LegendItem => ({ label, colour: range[index] ?? palette.ink, mark: 'line' }),
  );
  const x = {
    field: 'rows',
    type: 'quantitative',
    title: 'Rows fitted',
    scale: { type: 'log', nice: false },
    axis: { values: sizes },
  } as const;
  const y = {
    field: 'ratio',
    type: 'quantitative',
    title: "FVU over ridge's",
    scale: { type: 'log' },
    axis: { tickCount: 5 },
  } as const;
  const color = { field: 'method', type: 'nominal', scale: { domain: methods, range } } as const;
  const data = { values };
  const level = {
    data: { values: [{ ratio: 1 }] },
    mark: { type: 'rule', color: palette.muted, strokeDash: dashes.dashed, aria: false },
    encoding: { y },
  } as const;
  return {
    id: `noise-${String(noise).replace('.', '-')}`,
    title: noise === 0 ? 'Without noise' : `Noise ${noise}`,
    note: 'Below the dashed line a method is better than ridge.',
    legend,
    svg: await drawPlot(
      `noise-${String(noise).replace('.', '-')}`,
      {
        layer: [
          level,
          { data, mark: { type: 'line', strokeWidth: 2, aria: false }, encoding: { x, y, color } },
          {
            data,
            mark: { type: 'point', filled: true, size: 40, opacity: 1, aria: false },
            encoding: { x, y, color },
          },
        ],
      },
      `FVU over ridge's against rows at noise ${noise}`,
    ),
  };
}
