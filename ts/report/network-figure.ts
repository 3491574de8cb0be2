import type { NetworkFile } from '../schema/types.ts';
import type { Figure } from './figure.ts';
import { type Dot, type Link, layOut, type NetworkLayout } from './network-layout.ts';
import { counted, significant } from './number.ts';
import type { SearchPage } from './page.ts';
import { palette } from './palette.ts';
import { escapeXml } from './plot.ts';

const RADIUS = 12;
const WIDEST_LINK = 7;

/** Activations as little curves, inside a neuron of RADIUS. */
const CURVES: Record<string, string> = {
  sigmoid: 'M-7,4H-5C1,4 -1,-4 5,-4H7',
  tanh: 'M-7,6H-4C0,6 0,-6 4,-6H7',
  leaky_relu: 'M-7,4L0,3L6,-5',
  linear: 'M-6,5L6,-5',
};

/** The chosen network as a graph: inputs on the left, output on the right, a line a weight. */
export function networkFigure({ network, task }: SearchPage): Figure {
  const hidden = network.layers.slice(0, -1).map((layer) => layer.activations.length);
  const neurons = hidden.reduce((sum, width) => sum + width, 0);
  const kinds = [...new Set(network.layers.slice(0, -1).flatMap((layer) => layer.activations))];
  const shape = `${counted(neurons, 'neuron')} in ${counted(hidden.length, 'hidden layer')}`;
  return {
    id: 'network',
    title: 'The chosen network',
    note: `${counted(network.nonzeros, 'non-zero weight')}; ${shape}${
      kinds.length === 0 ? '' : ` (${kinds.join(', ').replaceAll('_', ' ')})`
    }. A wider line is a larger weight; point at one for its value. Weights act on scaled columns.`,
    legend: [
      { label: 'positive weight', colour: palette.positive, mark: 'line' },
      { label: 'negative weight', colour: palette.negative, mark: 'dashed' },
    ],
    svg: drawNetwork(network, task.target),
  };
}

/** The graph of `network` as SVG text; `target` names its output where the file does not. */
export function drawNetwork(network: NetworkFile, target: string): string {
  const name = network.outputs[0]?.name ?? '';
  const layout = layOut(network, name === '' ? target : name);
  const largest = Math.max(...layout.links.map((link) => Math.abs(link.weight)), Number.MIN_VALUE);
  const label = `Graph of the network: ${network.inputs.map((input) => input.name).join(', ')} to ${layout.output}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 ${layout.width} ${layout.height}" role="img" aria-label="${escapeXml(label)}">`,
    '<g fill="none" stroke-linecap="round">',
    ...layout.links.map((link) => drawLink(link, largest)),
    '</g>',
    ...layout.dots.map(drawDot),
    drawCaptions(layout),
    '</svg>',
  ].join('\n');
}

/** Lines leave and enter level, so that crossing ones can be told apart. */
function drawLink({ from, to, weight }: Link, largest: number): string {
  const bend = (to.x - from.x) * 0.4;
  const width = round(0.8 + (WIDEST_LINK - 0.8) * (Math.abs(weight) / largest));
  const colour = weight >= 0 ? palette.positive : palette.negative;
  const dash = weight >= 0 ? '' : ` stroke-dasharray="${round(width + 4)} ${round(width + 3)}"`;
  const path = `M${round(from.x)},${round(from.y)}C${round(from.x + bend)},${round(from.y)} ${round(to.x - bend)},${round(to.y)} ${round(to.x)},${round(to.y)}`;
  const title = `${from.name} → ${to.name}: ${significant(weight, 4)}`;
  return `<path d="${path}" stroke="${colour}" stroke-width="${width}" stroke-opacity="0.8"${dash}><title>${escapeXml(title)}</title></path>`;
}

function drawDot(dot: Dot): string {
  const stroke = dot.used ? palette.ink : palette.muted;
  const dash = dot.used ? '' : ' stroke-dasharray="3 3"';
  const curve = dot.activation === null ? '' : (CURVES[dot.activation] ?? '');
  return [
    `<g transform="translate(${round(dot.x)},${round(dot.y)})"><title>${escapeXml(dot.description)}</title>`,
    `<circle r="${RADIUS}" fill="${palette.paper}" stroke="${stroke}" stroke-width="1.5"${dash}/>`,
    curve === '' ? '' : `<path d="${curve}" fill="none" stroke="${stroke}" stroke-width="1.5"/>`,
    dot.label === '' ? '' : drawLabel(dot),
    '</g>',
  ].join('');
}

/** Inputs have their names to the left, the output below and clear of the links that come from the left. */
function drawLabel(dot: Dot): string {
  const place = dot.activation === null ? `text-anchor="end" x="${-RADIUS - 6}" y="4"` : 'x="-2" y="29"';
  return text(dot.label, `${place} font-size="12" fill="${dot.used ? palette.ink : palette.muted}"`);
}

function drawCaptions({ captions, height }: NetworkLayout): string {
  return captions
    .map(({ x, text: words }) =>
      text(
        words,
        `x="${round(x)}" y="${height - 6}" text-anchor="middle" font-size="11.5" fill="${palette.muted}"`,
      ),
    )
    .join('\n');
}

function text(words: string, attributes: string): string {
  return `<text ${attributes} font-family="system-ui, sans-serif">${escapeXml(words)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
