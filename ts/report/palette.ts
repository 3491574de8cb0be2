/**
 * Colours by what they mean. On a page they are CSS variables, so that light, dark and print each have their own;
 * the fallbacks, used where an SVG stands alone, are the light ones. Chosen to differ for the colour-blind
 * (Okabe and Ito; ColorBrewer PuOr for signs), and never the only sign: shapes and dashes repeat them.
 */
export const palette = {
  ink: 'var(--ink, #1c2126)',
  muted: 'var(--muted, #5d6771)',
  grid: 'var(--grid, #e4e7ea)',
  paper: 'var(--paper, #ffffff)',
  truth: 'var(--truth, #0072b2)',
  prediction: 'var(--prediction, #c9252d)',
  positive: 'var(--positive, #5e3c99)',
  negative: 'var(--negative, #d65f00)',
} as const;

/** Dash patterns of lines, in px. */
export const dashes: { readonly dashed: number[]; readonly dotted: number[] } = {
  dashed: [5, 3],
  dotted: [1.5, 3],
};

/** A series by depth: colour, and the point that goes with it. */
export interface DepthStyle {
  readonly colour: string;
  readonly shape: Shape;
}

export type Shape = 'circle' | 'square' | 'triangle-up' | 'diamond' | 'triangle-down' | 'cross';

const BY_DEPTH: readonly DepthStyle[] = [
  { colour: 'var(--depth-1, #b87700)', shape: 'circle' },
  { colour: 'var(--depth-2, #00795a)', shape: 'square' },
  { colour: 'var(--depth-3, #b0538b)', shape: 'triangle-up' },
  { colour: 'var(--depth-4, #2f8fc4)', shape: 'diamond' },
  { colour: 'var(--depth-5, #6b4fa0)', shape: 'triangle-down' },
  { colour: 'var(--depth-6, #6a6a6a)', shape: 'cross' },
];

const STRAIGHT: DepthStyle = { colour: 'var(--depth-0, #4f5b66)', shape: 'cross' };

/** The style of a network with `depth` hidden layers; deeper ones than there are styles start over. */
export function depthStyle(depth: number): DepthStyle {
  const style = depth === 0 ? STRAIGHT : BY_DEPTH[(depth - 1) % BY_DEPTH.length];
  if (style === undefined) throw new RangeError(`no style for depth ${depth}`);
  return style;
}

/** What networks of a depth are called in a legend. */
export function depthName(depth: number): string {
  return depth === 0 ? 'straight line' : `${depth} hidden layer${depth === 1 ? '' : 's'}`;
}

/** The depths that occur, ascending, with the scale that gives each its style. */
export function depthScale(depths: readonly number[]): {
  domain: number[];
  range: string[];
  shapes: Shape[];
} {
  const domain = [...new Set(depths)].sort((a, b) => a - b);
  const styles = domain.map(depthStyle);
  return { domain, range: styles.map((style) => style.colour), shapes: styles.map((style) => style.shape) };
}
