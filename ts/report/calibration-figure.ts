import { type ClassAnswers, classAnswers } from './answers.ts';
import type { Figure } from './figure.ts';
import { counted, percent } from './number.ts';
import type { SearchPage } from './page.ts';
import { palette } from './palette.ts';
import { drawPlot, type Layer } from './plot.ts';

const BINS = 10;

/** Rows whose probability lies in one tenth. */
interface Bin {
  /** Middle of the tenth. */
  readonly middle: number;
  /** Mean of the probabilities. */
  readonly said: number;
  /** Share of the rows for which it came true, and that share less and more by its standard error. */
  readonly true_share: number;
  readonly low: number;
  readonly high: number;
  readonly count: string;
  readonly description: string;
}

/** Whether what the chosen network says with a probability comes true as often, on the test rows; null of numbers. */
export async function calibrationFigure(page: SearchPage): Promise<Figure | null> {
  const answers = classAnswers(page);
  if (answers === null) return null;
  const bins = binsOf(claims(answers));
  const [, second] = answers.labels;
  const isPair = answers.labels.length === 2;
  const what = isPair ? `Probability of "${second}"` : 'Probability of the class found';
  return {
    id: 'calibration',
    title: 'Calibration',
    note: `${isPair ? `Test rows by the probability of "${second}" that they are given` : 'Test rows by the probability that the class found for them has'}, in tenths: how often it came true, with its standard error. On the line probabilities can be taken at their word. Below the axis: rows in each tenth.`,
    legend: [
      { label: 'came true', colour: palette.prediction, mark: 'point' },
      { label: 'calibrated', colour: palette.truth, mark: 'line' },
    ],
    svg: await drawPlot(
      'calibration',
      { layer: calibrationLayers(bins, what) },
      `${what} against how often it came true`,
    ),
  };
}

interface Claim {
  readonly probability: number;
  readonly cameTrue: boolean;
}

/** Of two classes what is said of the second, of more what is said of the most probable one. */
function claims({ labels, truth, probabilities }: ClassAnswers): Claim[] {
  return probabilities.map((shares, row) => {
    const which = labels.length === 2 ? 1 : shares.indexOf(Math.max(...shares));
    return { probability: shares[which] ?? Number.NaN, cameTrue: truth[row] === which };
  });
}

function binsOf(all: readonly Claim[]): Bin[] {
  return Array.from({ length: BINS }, (_, bin) => bin).flatMap((bin): Bin[] => {
    const own = all.filter(({ probability }) => Math.min(BINS - 1, Math.floor(probability * BINS)) === bin);
    if (own.length === 0) return [];
    const said = own.reduce((sum, { probability }) => sum + probability, 0) / own.length;
    const share = own.filter(({ cameTrue }) => cameTrue).length / own.length;
    const error = Math.sqrt((share * (1 - share)) / own.length);
    return [
      {
        middle: (bin + 0.5) / BINS,
        said,
        true_share: share,
        low: Math.max(0, share - error),
        high: Math.min(1, share + error),
        count: String(own.length),
        description: `${counted(own.length, 'row')}: said ${percent(said)}, came true ${percent(share)}`,
      },
    ];
  });
}

function calibrationLayers(bins: readonly Bin[], what: string): Layer[] {
  const unit: [number, number] = [0, 1];
  const scale = { domain: unit, nice: false } as const;
  // Below 0 there is room for the counts.
  const belowZero: [number, number] = [-0.08, 1];
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const x = { field: 'said', type: 'quantitative', title: what, scale, axis: { values: ticks } } as const;
  const y = {
    field: 'true_share',
    type: 'quantitative',
    title: 'Share that came true',
    scale: { domain: belowZero, nice: false },
    axis: { values: ticks },
  } as const;
  const data = { values: [...bins] };
  const description = { field: 'description', type: 'nominal' } as const;
  return [
    {
      data: { values: [0, 1].map((share) => ({ said: share, true_share: share })) },
      mark: { type: 'line', color: palette.truth, strokeWidth: 2, aria: false },
      encoding: { x, y },
    },
    {
      data,
      mark: { type: 'rule', color: palette.prediction, opacity: 0.5, strokeWidth: 2, aria: false },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
    },
    {
      data,
      mark: { type: 'point', filled: true, color: palette.prediction, size: 60, opacity: 1 },
      encoding: { x, y, description },
    },
    {
      data,
      mark: { type: 'text', color: palette.muted, fontSize: 11, aria: false },
      encoding: {
        x: { ...x, field: 'middle' },
        y: { datum: -0.045 },
        text: { field: 'count', type: 'nominal' },
      },
    },
  ];
}
