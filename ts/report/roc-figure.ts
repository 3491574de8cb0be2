import { areaUnderCurve } from '../export/auc.ts';
import { type ClassAnswers, classAnswers, classesByCount } from './answers.ts';
import type { Figure } from './figure.ts';
import { type Look, legendItem, lookOf, strokeOf } from './looks.ts';
import { r2 } from './number.ts';
import type { SearchPage } from './page.ts';
import { dashes, palette } from './palette.ts';
import { drawPlot, type Layer } from './plot.ts';

/** Of more classes the rarer ones have no curve. */
const MOST_CURVES = 6;
const MOST_POINTS = 200;

interface Curve {
  readonly label: string;
  readonly area: number;
  readonly points: readonly RocPoint[];
  readonly look: Look;
}

interface RocPoint {
  /** Share of the other classes' rows that are taken for this one. */
  readonly false_rate: number;
  /** Share of this class's rows that are. */
  readonly true_rate: number;
}

/** How well the chosen network's probabilities tell each class from the others, on the test rows; null of numbers. */
export async function rocFigure(page: SearchPage): Promise<Figure | null> {
  const answers = classAnswers(page);
  if (answers === null) return null;
  const { labels } = answers;
  const classes = labels.length === 2 ? [1] : classesByCount(answers).slice(0, MOST_CURVES);
  const curves = classes.map((which) => curveOf(answers, which)).filter(isKnown);
  if (curves.length === 0) return null;
  const left = labels.length > 2 ? labels.length - classes.length : 0;
  return {
    id: 'roc',
    title: 'ROC curve',
    note: `Rows of a class that are found against rows of ${labels.length === 2 ? 'the other' : 'the others'} that are taken for it, as the probability that is asked for falls. Further up and left is better; the area under a curve (AUC) is 1 at best, and 0.5 by chance.${
      left > 0 ? ` The ${left} rarest classes have no curve.` : ''
    }`,
    legend: [
      ...curves.map(({ label, area, look }) => legendItem(`${label} (AUC ${r2(area)})`, look)),
      { label: 'chance', colour: palette.muted, mark: 'dotted' },
    ],
    svg: await drawPlot('roc', { layer: rocLayers(curves) }, 'ROC curves of the test rows'),
  };
}

function curveOf({ labels, truth, probabilities }: ClassAnswers, which: number): Curve {
  const scores = probabilities.map((shares) => shares[which] ?? 0);
  const isOf = truth.map((each) => each === which);
  return {
    label: labels[which] ?? '',
    area: areaUnderCurve(Float64Array.from(scores), Float64Array.from(isOf, Number)),
    points: rocPoints(scores, isOf),
    // A class has the same colour wherever it is drawn.
    look: { ...lookOf(labels.length === 2 ? 0 : which), width: 2 },
  };
}

/** Without rows of a class, or of others, there is no curve. */
function isKnown({ area }: Curve): boolean {
  return Number.isFinite(area);
}

/** The corners of the curve, at most MOST_POINTS; rows of equal probability are taken at once. */
function rocPoints(scores: readonly number[], isOf: readonly boolean[]): RocPoint[] {
  const order = scores.map((_, row) => row).toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const positives = isOf.filter(Boolean).length;
  const points: RocPoint[] = [{ false_rate: 0, true_rate: 0 }];
  let found = 0;
  order.forEach((row, taken) => {
    if (isOf[row]) found += 1;
    if (scores[order[taken + 1] ?? -1] === scores[row]) return;
    const wrong = taken + 1 - found;
    points.push({ false_rate: wrong / (isOf.length - positives), true_rate: found / positives });
  });
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}

function rocLayers(curves: readonly Curve[]): Layer[] {
  const domain: [number, number] = [0, 1];
  const scale = { domain, nice: false } as const;
  const x = {
    field: 'false_rate',
    type: 'quantitative',
    title: 'Share of other rows taken for it',
    scale,
  } as const;
  const y = { field: 'true_rate', type: 'quantitative', title: 'Share of its rows found', scale } as const;
  const line = (points: readonly RocPoint[], look: object): Layer => ({
    data: { values: [...points] },
    mark: { type: 'line', aria: false, ...look },
    encoding: { x, y, order: { field: 'false_rate', type: 'quantitative' } },
  });
  const chance = [0, 1].map((rate) => ({ false_rate: rate, true_rate: rate }));
  return [
    line(chance, { color: palette.muted, strokeDash: dashes.dotted, strokeWidth: 1.5 }),
    ...curves.map(({ points, look }) => line(points, { ...strokeOf(look), interpolate: 'linear' })),
  ];
}
