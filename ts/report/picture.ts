import { type LegendItem, swatch } from './figure.ts';
import { palette } from './palette.ts';
import { escapeXml } from './plot.ts';

export type PictureLegend = LegendItem;

/** Px of a line of the legend, and of its little pictures. */
const LINE = 22;
const SWATCH = 22;
/** Px that a letter of the legend takes, about: nothing here can measure text. */
const LETTER = 6.6;
/** Px between entries. */
const GAP = 16;

/**
 * An SVG of a page as a file that stands alone: on white, so that it is read on any page, with its legend above it. Colours
 * that a page would give are the light ones.
 */
export function picture(svg: string, legend: readonly LegendItem[]): string {
  const [, , width = 0, height = 0] = (/viewBox="([^"]*)"/.exec(svg)?.[1] ?? '').split(' ').map(Number);
  const label = /aria-label="([^"]*)"/.exec(svg)?.[1] ?? '';
  const { entries, lines } = placed(legend, width);
  const top = lines * LINE + 6;
  const whole = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + top}" width="${width}" height="${height + top}" role="img" aria-label="${label}">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ...entries.map(
      ({ item, x, y }) =>
        `<svg x="${x}" y="${y + 4}" width="${SWATCH}" height="14" viewBox="-11 -7 22 14">${inside(swatch(item))}</svg>` +
        `<text x="${x + SWATCH + 4}" y="${y + 15}" font-size="12" fill="${palette.ink}" font-family="system-ui, sans-serif">${escapeXml(item.label)}</text>`,
    ),
    `<svg x="0" y="${top}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inside(svg)}</svg>`,
    '</svg>',
  ].join('\n');
  return `${plainColours(whole)}\n`;
}

interface Placed {
  readonly item: LegendItem;
  readonly x: number;
  readonly y: number;
}

/** Entries side by side, in lines of `width`. */
function placed(legend: readonly LegendItem[], width: number): { entries: Placed[]; lines: number } {
  let [x, line] = [8, 0];
  const entries = legend.map((item): Placed => {
    const own = SWATCH + 4 + LETTER * item.label.length;
    if (x > 8 && x + own > width) [x, line] = [8, line + 1];
    const entry = { item, x, y: 4 + line * LINE };
    x = Math.round(x + own + GAP);
    return entry;
  });
  return { entries, lines: legend.length === 0 ? 0 : line + 1 };
}

/** What an SVG element holds. */
function inside(svg: string): string {
  return svg.replace(/^<svg [^>]*>/, '').replace(/<\/svg>\s*$/, '');
}

/** `var(--ink, #1c2126)` as `#1c2126`: programs that draw SVG into documents know no variables. */
function plainColours(svg: string): string {
  return svg.replace(/var\(--[\w-]+, (#\w+)\)/g, '$1');
}
