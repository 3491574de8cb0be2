import { inspect } from 'node:util';
import { StageError } from '../dag/operation.ts';
import { saveFile } from '../dag/save.ts';
import { loadFront } from '../fit/load-front.ts';
import type { Tensor } from '../kernel/index.ts';
import { plotText } from '../report/characters.ts';
import { frontPicture, frontText } from '../report/front-picture.ts';
import type { Axes, Series } from '../report/series.ts';
import { seriesPicture } from '../report/series-picture.ts';
import { type Page, pageOf } from './page.ts';

/** What can be drawn: a front by its folder or fit, a function of one number, numbers, pairs [x, y], or several by name; what has a page. */
export type Drawable = string | { folder: string } | Curve | Readonly<Record<string, Curve>>;
type Curve = ((x: number) => number) | Numbers | readonly Pair[] | Tensor;
type Numbers = readonly number[] | Float32Array | Float64Array;
type Pair = readonly [number, number];

export interface PlotOptions {
  /** An SVG file to write, or HTML of what has a page; without it the plot is drawn in the terminal. */
  readonly file?: string;
  /** Titles of the axes. */
  readonly x?: string;
  readonly y?: string;
  /** Whether the vertical axis is logarithmic. */
  readonly log?: boolean;
  /** Whether points are joined; functions always are. */
  readonly line?: boolean;
  /** Ends of the interval on which functions are drawn. */
  readonly from?: number;
  readonly to?: number;
}

/** Points at which a function is drawn. */
const POINTS = 121;

/** Draws in the terminal, or into an SVG file. What comes back prints as the drawing, or as the file's name. */
export async function plot(what: Drawable, options: PlotOptions = {}): Promise<object> {
  const { file } = options;
  const page = pageOf(what);
  if (page !== null) return ofPage(page, file);
  if (file !== undefined && !file.endsWith('.svg'))
    throw new StageError(`plot writes files that end in .svg, not ${file}`, 'user');
  const isFile = file !== undefined;
  const drawn =
    typeof what === 'string'
      ? await ofFront(what, isFile)
      : isFolder(what)
        ? await ofFront(what.folder, isFile)
        : await ofSeries(what, options);
  if (file === undefined) return printing(drawn);
  write(file, drawn);
  return printing(`written: ${file}`);
}

async function ofPage(page: Page, file: string | undefined): Promise<object> {
  if (!file?.endsWith('.html')) return refuse("this is drawn as a page: plot(it, { file: 'page.html' })");
  write(file, await page());
  return printing(`written: ${file}`);
}

function write(file: string, drawn: string): void {
  try {
    saveFile(file, drawn);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === null) throw error;
    refuse(code === 'ENOENT' ? `there is no folder for ${file}` : `${file} cannot be written (${code})`);
  }
}

async function ofFront(folder: string, isFile: boolean): Promise<string> {
  const { front } = await loadFront(folder);
  if (!isFile) return frontText(front);
  return (await frontPicture(front)) ?? refuse(`${folder} has no error that can be drawn`);
}

async function ofSeries(what: Exclude<Drawable, string>, options: PlotOptions): Promise<string> {
  if (!isCurve(what) && (typeof what !== 'object' || what === null))
    return refuse('plot draws numbers, pairs [x, y], functions and fronts: help(plot)');
  const named = isCurve(what) ? { [nameOf(what)]: what } : (what as Readonly<Record<string, Curve>>);
  const series = Object.entries(named).map(([name, curve]): Series => {
    if (!isCurve(curve)) return refuse(`plot draws numbers, pairs [x, y], functions and fronts, not ${name}`);
    return {
      name,
      mark: options.line || typeof curve === 'function' ? 'line' : 'points',
      points: pointsOf(curve, options),
    };
  });
  const axes: Axes = { x: options.x ?? 'x', y: options.y ?? 'y', isLog: options.log ?? false };
  if (options.file === undefined) return plotText(series, axes);
  return seriesPicture(series, axes);
}

function pointsOf(curve: Curve, { from = -1, to = 1 }: PlotOptions): Pair[] {
  if (typeof curve === 'function') {
    return Array.from({ length: POINTS }, (_, i): Pair => {
      const x = from + ((to - from) * i) / (POINTS - 1);
      return [x, Number(curve(x))];
    });
  }
  if (isTensor(curve)) {
    const values = Array.from(curve.data as ArrayLike<number>, Number);
    const isPairs = curve.shape.length === 2 && curve.shape[1] === 2;
    return isPairs ? pairs(values) : values.map((value, i): Pair => [i, value]);
  }
  return Array.from(
    curve as ArrayLike<number | Pair>,
    (each, i): Pair => (typeof each === 'number' ? [i, each] : [Number(each[0]), Number(each[1])]),
  );
}

function pairs(values: readonly number[]): Pair[] {
  return Array.from(
    { length: values.length / 2 },
    (_, i): Pair => [values[2 * i] as number, values[2 * i + 1] as number],
  );
}

function isFolder(what: Drawable): what is { folder: string } {
  return typeof what === 'object' && 'folder' in what && typeof what.folder === 'string';
}

function isCurve(what: unknown): what is Curve {
  return typeof what === 'function' || Array.isArray(what) || ArrayBuffer.isView(what) || isTensor(what);
}

function isTensor(what: unknown): what is Tensor {
  return typeof what === 'object' && what !== null && 'dtype' in what && 'shape' in what;
}

function nameOf(curve: Curve): string {
  return typeof curve === 'function' && curve.name !== '' ? curve.name : 'values';
}

function refuse(sentence: string): never {
  throw new StageError(sentence, 'user');
}

function printing(text: string): object {
  return { [inspect.custom]: () => text };
}
