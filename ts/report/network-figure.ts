import type { NetworkFile } from '../schema/types.ts';
import type { Figure } from './figure.ts';
import { type Dot, type Link, layOut, type NetworkLayout } from './network-layout.ts';
import { counted, significant } from './number.ts';
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

/** A network as a graph: inputs on the left, outputs on the right, a line a weight. `target` names an only output. */
export function networkFigure(network: NetworkFile, target: string): Figure {
  const hidden = network.layers.slice(0, -1);
  const widths = hidden.map((layer) => layer.activations.length);
  const neurons = widths.reduce((sum, width) => sum + width, 0);
  const kinds = [...new Set(hidden.flatMap((layer) => layer.activations))];
  const shape =
    neurons === 0
      ? 'no hidden neurons'
      : `${counted(neurons, 'neuron')} in ${counted(widths.length, 'hidden layer')}`;
  const functions = kinds.length === 0 ? '' : ` (${kinds.join(', ').replaceAll('_', ' ')})`;
  const layout = layOut(network, outputNames(network, target));
  return {
    id: 'network',
    title: 'The network',
    note: `${counted(network.nonzeros, 'non-zero weight')}; ${shape}${functions}. ${notes(layout).join(' ')}`,
    legend: [
      { label: 'positive weight', colour: palette.positive, mark: 'line' },
      { label: 'negative weight', colour: palette.negative, mark: 'dashed' },
    ],
    svg: draw(layout),
  };
}

/** The graph of `network` as SVG text. */
export function drawNetwork(network: NetworkFile, target: string): string {
  return draw(layOut(network, outputNames(network, target)));
}

/** What outputs are called: of one number, or of two classes, by the target; otherwise each by its own name. */
function outputNames({ outputs, task, labels }: NetworkFile, target: string): string[] {
  if (task === 'classification' && labels?.length === 2) return [`${target} = ${labels[1]}`];
  const [only] = outputs;
  return outputs.length === 1 && only?.name === '' ? [target] : outputs.map(({ name }) => name);
}

function notes({ leftOut, withBiases }: NetworkLayout): string[] {
  return [
    'A wider line is a larger weight; point at one for its value.',
    'Weights act on scaled columns.',
    ...(withBiases ? ['A number above a neuron is its bias.'] : []),
    ...(leftOut > 0
      ? [`${counted(leftOut, 'input')} that it does not use ${leftOut === 1 ? 'is' : 'are'} left out.`]
      : []),
  ];
}

function draw(layout: NetworkLayout): string {
  const largest = Math.max(...layout.links.map((link) => Math.abs(link.weight)), Number.MIN_VALUE);
  const names = (kind: Dot['kind']) =>
    layout.dots
      .filter((dot) => dot.kind === kind)
      .map((dot) => dot.name)
      .join(', ');
  const label = `Graph of the network: ${names('input') || 'no input'} to ${names('output')}`;
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
    dot.bias === '' ? '' : drawBias(dot.bias),
    '</g>',
  ].join('');
}

/** Inputs have their names to the left, outputs to the right, where no link is. */
function drawLabel({ kind, label, used }: Dot): string {
  const place = kind === 'input' ? `text-anchor="end" x="${-RADIUS - 6}"` : `x="${RADIUS + 6}"`;
  return text(label, `${place} y="4" font-size="12" fill="${used ? palette.ink : palette.muted}"`);
}

/** Links may pass below: the letters stand on the paper's colour. */
function drawBias(bias: string): string {
  const behind = `paint-order="stroke" stroke="${palette.paper}" stroke-width="3"`;
  return text(
    bias,
    `text-anchor="middle" x="0" y="${-RADIUS - 4}" font-size="10.5" fill="${palette.muted}" ${behind}`,
  );
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
