import type { LoggerInterface, Spec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { palette } from './palette.ts';

/** Natural size of a plot in px: it is scaled to its column, and still readable at the width of a phone. */
const WIDTH = 440;
const HEIGHT = 320;

/**
 * A plot without the looks that all share, of the natural size where it names no other. Rows have a `description`: it
 * becomes the mark's tooltip.
 */
export type PlotSpec = Pick<
  Extract<TopLevelSpec, { layer: unknown }>,
  'layer' | 'resolve' | 'width' | 'height'
>;

/** One mark of a plot. A layer without rows is left out by who makes it: Vega finds no range in nothing. */
export type Layer = PlotSpec['layer'][number];

/**
 * Draws `spec` as SVG text, with no canvas and no browser. `id` is the plot's own on its page; `label` says what it
 * shows to those who cannot see it. A warning of Vega means a plot that is not what was meant: a bug here, it throws. Vega
 * is loaded only here, which takes a seventh of a second.
 */
export async function drawPlot(id: string, spec: PlotSpec, label: string): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const whole: TopLevelSpec = {
    width: WIDTH,
    height: HEIGHT,
    autosize: { type: 'fit', contains: 'padding' },
    background: 'transparent',
    config,
    ...(drawable(spec) as PlotSpec),
  };
  const complaints: unknown[] = [];
  // Vega catches what a logger throws, and draws nothing: what it is told is kept.
  const keeper: LoggerInterface = vega.logger(vega.Warn, undefined, (_method, _level, messages) => {
    complaints.push(...messages);
  });
  const { spec: compiled } = compile(whole, { logger: keeper });
  const view = new vega.View(vega.parse(compiled as Spec), { renderer: 'none', logger: keeper });
  try {
    const svg = await view.toSVG();
    if (complaints.length > 0) throw new Error(`vega: ${complaints.join('; ')}`);
    return finishSvg(id, svg, label);
  } finally {
    view.finalize();
  }
}

/** Vega keeps the places of names in an object, in which `__proto__` has none: it is drawn with a space of no width after it. */
function drawable(part: unknown): unknown {
  if (part === '__proto__') return '__proto__\u200b';
  if (Array.isArray(part)) return part.map(drawable);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, drawable(value)]));
}

const axis = {
  domainColor: palette.muted,
  gridColor: palette.grid,
  labelColor: palette.muted,
  labelFontSize: 12,
  labelFlush: false,
  labelOverlap: 'greedy',
  tickColor: palette.muted,
  tickCount: 6,
  tickSize: 4,
  titleColor: palette.ink,
  titleFontSize: 12.5,
  titleFontWeight: 'normal',
  // Vega, without a canvas, takes text for half as wide again as it is.
  titleLimit: 380,
  titlePadding: 8,
} as const;

const config: NonNullable<TopLevelSpec['config']> = {
  font: 'system-ui, sans-serif',
  padding: { left: 2, right: 10, top: 8, bottom: 2 },
  view: { stroke: null },
  axis,
  axisY: { domain: false, ticks: false },
  axisX: { grid: false },
  legend: { disable: true },
};

/** Scales with its container, has a name and ids of its own, and its marks' descriptions are tooltips. */
function finishSvg(id: string, svg: string, label: string): string {
  const clips: string[] = [];
  // Vega numbers clips by a count that it keeps for the process: the same plot would differ each time.
  const renumber = (clip: string) =>
    `${id}-clip-${clips.includes(clip) ? clips.indexOf(clip) : clips.push(clip) - 1}`;
  const box = /viewBox="[^"]*"/.exec(svg)?.[0] ?? '';
  return svg
    .replace(
      /^<svg [^>]*>/,
      `<svg xmlns="http://www.w3.org/2000/svg" class="plot" ${box} role="img" aria-label="${escapeXml(label)}">`,
    )
    .replace(/(?<=\bid="|url\(#)clip\d+/g, renumber)
    .replace(/<(path|line) aria-label="([^"]*)"([^>]*)\/>/g, '<$1$3><title>$2</title></$1>')
    .replace(/ (?:d|transform|x2|y2)="[^"]*"/g, roundNumbers);
}

/** A hundredth of a pixel is enough: it keeps pages small, and the same from one machine to the next. */
function roundNumbers(attribute: string): string {
  return attribute.replace(/-?\d+\.\d{3,}(?:e-\d+)?/g, (number) =>
    String(Math.round(Number(number) * 100) / 100),
  );
}

/** Text for SVG or HTML, inside elements and inside quoted attributes. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
