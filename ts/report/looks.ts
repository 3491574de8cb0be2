import type { LegendItem } from './figure.ts';
import { dashes, palette } from './palette.ts';

/** How the lines of a method are drawn. */
export interface Look {
  readonly colour: string;
  readonly mark: 'line' | 'dashed' | 'dotted';
  readonly width: number;
}

/** The light colours of palette.ts, for an SVG that stands alone. */
const FALLBACK = ['#b87700', '#00795a', '#b0538b', '#2f8fc4', '#6b4fa0'] as const;

/** The look of series `index`; colours come again with another dash. */
export function lookOf(index: number): Look {
  const place = index % FALLBACK.length;
  const marks = ['line', 'dashed', 'dotted'] as const;
  const mark = marks[Math.floor(index / FALLBACK.length) % marks.length] ?? 'line';
  return { colour: `var(--depth-${place + 1}, ${FALLBACK[place]})`, mark, width: 1.5 };
}

/** Ours is drawn thick in the colour of predictions, the others thin. */
export function looksOf(ours: string, methods: readonly string[]): Map<string, Look> {
  const rivals = methods.filter((method) => method !== ours);
  return new Map<string, Look>([
    [ours, { colour: palette.prediction, mark: 'line', width: 2.6 }],
    ...rivals.map((method, i) => [method, lookOf(i)] as const),
  ]);
}

/** What a line of Vega's takes from a look. */
export function strokeOf({ colour, mark, width }: Look) {
  return { color: colour, strokeWidth: width, ...(mark === 'line' ? {} : { strokeDash: dashes[mark] }) };
}

export function legendItem(label: string, look: Look | undefined): LegendItem {
  return { label, colour: look?.colour ?? palette.muted, mark: look?.mark ?? 'line' };
}
