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

/** Ours is drawn thick in the colour of predictions, the others thin; colours come again with another dash. */
export function looksOf(ours: string, methods: readonly string[]): Map<string, Look> {
  const colours = FALLBACK.map((fallback, i) => `var(--depth-${i + 1}, ${fallback})`);
  const marks = ['line', 'dashed', 'dotted'] as const;
  const rivals = methods.filter((method) => method !== ours);
  const looks = new Map<string, Look>([[ours, { colour: palette.prediction, mark: 'line', width: 2.6 }]]);
  rivals.forEach((method, i) => {
    const colour = colours[i % colours.length] ?? palette.muted;
    const mark = marks[Math.floor(i / colours.length) % marks.length] ?? 'line';
    looks.set(method, { colour, mark, width: 1.5 });
  });
  return looks;
}

/** What a line of Vega's takes from a look. */
export function strokeOf({ colour, mark, width }: Look) {
  return { color: colour, strokeWidth: width, ...(mark === 'line' ? {} : { strokeDash: dashes[mark] }) };
}

export function legendItem(label: string, look: Look | undefined): LegendItem {
  return { label, colour: look?.colour ?? palette.muted, mark: look?.mark ?? 'line' };
}
