import { swatch } from '../figure.ts';
import { palette } from '../palette.ts';
import { escapeXml } from '../plot.ts';
import type { PanelFigure } from './section.ts';

/** Width of a whole sheet in px, where it has several panels a row; a single column is narrower. */
const WIDTH = 1120;
const NARROW = 560;
const GAP = 16;
const HEADING = 22;
const LINE = 22;

/** A figure as one SVG file: title, legend, and the panels in their grid. */
export function panelSheet({ title, legend, columns, panels }: PanelFigure): string {
  const width = columns === 1 ? NARROW : WIDTH;
  const panelWidth = (width - GAP * (columns + 1)) / columns;
  const marks = legendMarks(legend, width);
  let top = 40 + marks.lines * LINE;
  const parts: string[] = [];
  for (let start = 0; start < panels.length; start += columns) {
    const row = panels.slice(start, start + columns);
    const heights = row.map(({ svg }) => panelWidth * aspectOf(svg));
    row.forEach(({ heading, svg }, i) => {
      const left = GAP + i * (panelWidth + GAP);
      parts.push(words(left + panelWidth / 2, top + 14, 12.5, heading, 'middle'));
      parts.push(placed(svg, left, top + HEADING, panelWidth, heights[i] ?? 0));
    });
    top += HEADING + Math.max(...heights) + GAP;
  }
  const height = Math.ceil(top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="${palette.paper}"/>`,
    words(GAP, 26, 16, title, 'start'),
    ...marks.parts,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function legendMarks(legend: PanelFigure['legend'], width: number): { lines: number; parts: string[] } {
  let left = GAP;
  let line = 0;
  const parts = legend.flatMap((item) => {
    // System fonts are not measured here: 7 px a character is room enough at this size.
    const room = 34 + 7 * item.label.length;
    if (left + room > width && left > GAP) {
      left = GAP;
      line++;
    }
    const top = 44 + line * LINE;
    const at = left;
    left += room + 10;
    return [placed(swatch(item), at, top, 22, 14), words(at + 28, top + 11, 12.5, item.label, 'start')];
  });
  return { lines: line + 1, parts };
}

/** An SVG element at a place within another. */
function placed(svg: string, left: number, top: number, width: number, height: number): string {
  const inner = svg.replace(/^<svg [^>]*>/, (tag) => tag.replace(/ (?:width|height|class)="[^"]*"/g, ''));
  const [x, y, w, h] = [left, top, width, height].map((value) => Math.round(10 * value) / 10);
  return inner.replace('<svg ', `<svg x="${x}" y="${y}" width="${w}" height="${h}" overflow="visible" `);
}

function aspectOf(svg: string): number {
  const [, width, height] = /viewBox="\S+ \S+ (\S+) (\S+)"/.exec(svg) ?? [];
  return Number(height) / Number(width);
}

function words(x: number, y: number, size: number, text: string, anchor: 'start' | 'middle'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" text-anchor="${anchor}" fill="${palette.ink}">${escapeXml(text)}</text>`;
}
