import type { LegendItem } from '../figure.ts';

/** A part of the report, as HTML and Markdown both write it. All texts are plain, and escaped where they are written. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'table'; readonly table: GridTable }
  | { readonly kind: 'figure'; readonly figure: PanelFigure }
  | { readonly kind: 'list'; readonly items: readonly string[] };

/** A table of numbers, ours beside the paper's. */
export interface GridTable {
  readonly id: string;
  readonly caption: string;
  /** What was spent, and on what: one line each, with the artifacts. */
  readonly lines: readonly Line[];
  /** Rows of headings; the last has a heading a column. */
  readonly header: readonly (readonly Heading[])[];
  readonly rows: readonly GridRow[];
  readonly notes: readonly string[];
}

export interface Line {
  readonly text: string;
  readonly links: readonly Link[];
}

export interface Link {
  readonly text: string;
  readonly href: string;
}

export interface Heading {
  readonly text: string;
  /** Columns that it stands over. */
  readonly span: number;
}

export interface GridRow {
  readonly name: string;
  /** `start` begins a part of the table, `sum` sums up, `reference` is not ours. */
  readonly kind: 'plain' | 'start' | 'sum' | 'reference';
  readonly cells: readonly GridCell[];
}

export interface GridCell {
  readonly ours: string;
  /** What stands beside it (on the page, below it): the paper's number, or a second one of ours; null: nothing. */
  readonly beside: string | null;
  readonly href: string | null;
  /** `best` of its column; `beaten`: no better than a constant. */
  readonly mark: 'best' | 'beaten' | null;
}

/** A figure of several panels in a grid, row by row. */
export interface PanelFigure {
  /** Name of its SVG file, without ending. */
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly legend: readonly PanelLegend[];
  /** Panels side by side. */
  readonly columns: number;
  readonly panels: readonly Panel[];
  /** Artifacts. */
  readonly links: readonly Link[];
}

export interface Panel {
  readonly heading: string;
  /** An SVG element with a viewBox. */
  readonly svg: string;
  /** What a script needs to turn it, where it is a surface. */
  readonly surface: SurfaceData | null;
}

/** A legend's item; `series` names the marks that a click on it hides. */
export interface PanelLegend extends LegendItem {
  readonly series: string | null;
}

/** A surface over two inputs in [-1, 1]: `heights` [points, points], the second input fastest, from 0 to 1 in its box. */
export interface SurfaceData {
  readonly points: number;
  readonly heights: readonly number[];
  /** `truth` or `prediction`: which colour. */
  readonly colour: 'truth' | 'prediction';
  /** Names of the two inputs. */
  readonly names: readonly [string, string];
  /** What the box's floor and ceiling stand for. */
  readonly ends: readonly [string, string];
}

/** A number with nothing beside it. */
export function plainCell(ours: string): GridCell {
  return { ours, beside: null, href: null, mark: null };
}
