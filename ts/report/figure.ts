import { dashes, type Shape } from './palette.ts';

/** A picture with what a reader needs to read it. Texts are plain: they are escaped where they are put on a page. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly legend: readonly LegendItem[];
  /** An SVG element. */
  readonly svg: string;
}

export interface LegendItem {
  readonly label: string;
  readonly colour: string;
  readonly mark: 'point' | 'hollow' | 'ring' | 'line' | 'dashed' | 'dotted';
  /** Shape of a point; a circle where it is left out. */
  readonly shape?: Shape;
}

/** Vega's point shapes, drawn about the origin at the size of a legend. */
const SHAPES: Record<Shape, string> = {
  circle: '<circle r="4"/>',
  square: '<rect x="-3.6" y="-3.6" width="7.2" height="7.2"/>',
  'triangle-up': '<path d="M0,-4.4L4.8,3.8L-4.8,3.8Z"/>',
  diamond: '<path d="M0,-5L5,0L0,5L-5,0Z"/>',
  'triangle-down': '<path d="M0,4.4L4.8,-3.8L-4.8,-3.8Z"/>',
  cross: '<path d="M-1.7,-5H1.7V-1.7H5V1.7H1.7V5H-1.7V1.7H-5V-1.7H-1.7Z"/>',
};

/** The little picture beside a legend's label, as SVG text. */
export function swatch({ colour, mark, shape = 'circle' }: LegendItem): string {
  const open = '<svg class="swatch" viewBox="-11 -7 22 14" width="22" height="14" aria-hidden="true">';
  return `${open}${swatchMark(colour, mark, shape)}</svg>`;
}

function swatchMark(colour: string, mark: LegendItem['mark'], shape: Shape): string {
  if (mark === 'point') return `<g fill="${colour}">${SHAPES[shape]}</g>`;
  if (mark === 'hollow') return `<g fill="none" stroke="${colour}" stroke-width="1.5">${SHAPES[shape]}</g>`;
  if (mark === 'ring') return `<circle r="6" fill="none" stroke="${colour}" stroke-width="2"/>`;
  const dash = mark === 'line' ? 'none' : dashes[mark].join(' ');
  return `<line x1="-11" x2="11" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>`;
}
