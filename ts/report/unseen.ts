import type { LegendItem } from './figure.ts';
import { counted, significant, withUnit } from './number.ts';
import type { Prediction } from './page.ts';
import { palette } from './palette.ts';
import type { Layer } from './plot.ts';

/** Points drawn a part: more would neither be told apart nor load quickly. */
const MOST_POINTS = 1000;

/** A row that the chosen network was not fitted to, as a point. */
export interface UnseenRow {
  readonly truth: number;
  readonly prediction: number;
  readonly residual: number;
  readonly description: string;
}

/** The rows that are drawn of each part; the label says how many of how many. */
export interface Unseen {
  readonly test: UnseenPart;
  readonly validation: UnseenPart;
  /** Rows with finite numbers, drawn or not. */
  readonly count: number;
}

interface UnseenPart {
  readonly rows: readonly UnseenRow[];
  readonly label: string;
}

/** Predictions of number `target`; null without any that is finite. */
export function unseenRows(predictions: readonly Prediction[], target: number, unit: string): Unseen | null {
  const pairs = predictions.flatMap(({ part, truth, prediction }) => {
    const pair = { part, truth: truth[target] ?? Number.NaN, prediction: prediction[target] ?? Number.NaN };
    return Number.isFinite(pair.truth) && Number.isFinite(pair.prediction) ? [pair] : [];
  });
  if (pairs.length === 0) return null;
  const partOf = (part: Prediction['part']) =>
    drawnOf(
      pairs.filter((pair) => pair.part === part),
      part,
      unit,
    );
  return { test: partOf('test'), validation: partOf('validation'), count: pairs.length };
}

/** Test rows as full points, validation rows as hollow ones. */
export function unseenLegend({ test, validation }: Unseen): LegendItem[] {
  const item = (part: UnseenPart, name: string, mark: 'point' | 'hollow'): LegendItem[] =>
    part.rows.length === 0 ? [] : [{ label: `${name} (${part.label})`, colour: palette.prediction, mark }];
  return [
    ...item(test, 'prediction, test', 'point'),
    ...item(validation, 'prediction, validation', 'hollow'),
  ];
}

/** The points of both parts at the fields that `place` encodes. */
export function unseenLayers({ test, validation }: Unseen, place: object): Layer[] {
  const encoding = { ...place, description: { field: 'description', type: 'nominal' } as const };
  const points = ({ rows }: UnseenPart, fill: string, opacity: number): Layer[] => {
    if (rows.length === 0) return [];
    const look = { fill, stroke: palette.prediction, strokeWidth: 1.2, size: 34, opacity };
    return [{ data: { values: [...rows] }, mark: { type: 'point', ...look }, encoding }];
  };
  return [...points(validation, 'none', 0.6), ...points(test, palette.prediction, 0.85)];
}

interface Pair {
  readonly truth: number;
  readonly prediction: number;
}

/** Every row of a part, or MOST_POINTS of them at even steps (the split has put them in no order of meaning). */
function drawnOf(pairs: readonly Pair[], part: Prediction['part'], unit: string): UnseenPart {
  const drawn = evenly(pairs, MOST_POINTS);
  const value = (number: number) => withUnit(significant(number, 4), unit);
  const rows = drawn.map(({ truth, prediction }) => ({
    truth,
    prediction,
    residual: truth - prediction,
    description: `truth ${value(truth)}, prediction ${value(prediction)} (${part})`,
  }));
  const all = counted(pairs.length, 'row');
  return { rows, label: drawn.length === pairs.length ? all : `${drawn.length} of ${all}` };
}

/** All items, or `most` of them at even steps. */
function evenly<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  const step = (row: number) => Math.floor((row * most) / items.length);
  return items.filter((_, row) => step(row) !== step(row - 1));
}
