import { Eta } from 'eta';
import { type LegendItem, swatch } from '../figure.ts';
import { counted, significant } from '../number.ts';
import { dashes, palette } from '../palette.ts';
import { drawPlot, type Layer } from '../plot.ts';
import { filmTemplate } from '../templates/film.ts';
import { style } from '../templates/style.ts';

/** Networks on the way from one to another. Texts are plain: they are escaped where they are put on a page. */
export interface FilmPage {
  /** The two networks. */
  readonly names: readonly [string, string];
  readonly space: string;
  readonly target: string;
  /** One or two inputs that vary; what networks answer is given for every combination, the last input fastest. */
  readonly axes: readonly FilmAxis[];
  /** Inputs that stay in the middle of their ranges. */
  readonly fixed: readonly string[];
  readonly frames: readonly FilmFrame[];
  /** What the two answer themselves. */
  readonly ends: readonly [readonly number[], readonly number[]];
}

export interface FilmAxis {
  readonly name: string;
  readonly least: number;
  readonly greatest: number;
  readonly count: number;
}

export interface FilmFrame {
  /** From 0 to 1. */
  readonly way: number;
  readonly nonzeros: number;
  readonly depth: number;
  /** Distance of the decoded network's own point from that on the way. */
  readonly off: number;
  readonly answers: readonly number[];
}

const eta = new Eta({ autoEscape: true, autoTrim: false });
const SIZE = { width: 250, height: 210 } as const;
/** Seconds that a frame stands. */
const STANDS = 0.7;

/** The page as HTML, complete in itself: one frame, all in turn or all side by side, without a script; all are printed. */
export async function renderFilm(page: FilmPage): Promise<string> {
  const domain = rangeOf([...page.frames.map(({ answers }) => answers), ...page.ends]);
  const isCurve = page.axes.length === 1;
  const draw = (frame: FilmFrame) => (isCurve ? curve(page, frame, domain) : surface(page, frame, domain));
  const frames = await Promise.all(
    page.frames.map(async (frame, i) => ({
      number: i + 1,
      title: wayOf(frame.way, page.names),
      note: `${counted(frame.nonzeros, 'number')}, ${counted(frame.depth, 'hidden layer')}, ${significant(frame.off)} from its point`,
      svg: await drawPlot(
        `frame-${i + 1}`,
        { ...SIZE, layer: draw(frame) },
        `${page.target} ${wayOf(frame.way, page.names)}`,
      ),
    })),
  );
  const legend = isCurve ? legendOf(page) : [];
  return eta.renderString(filmTemplate, {
    title: `${page.names[0]} to ${page.names[1]}`,
    note: noteOf(page, domain),
    frames,
    legend: legend.map((item) => ({ label: item.label, swatch: swatch(item) })),
    style,
    stands: STANDS,
    whole: STANDS * frames.length,
  });
}

function noteOf(
  { space, target, axes, fixed, names }: FilmPage,
  [least, greatest]: readonly [number, number],
): string {
  const along = axes.map(({ name }) => name).join(' and ');
  const rest = fixed.length === 0 ? '' : `, ${fixed.join(', ')} in the middle`;
  const colours =
    axes.length === 1
      ? ''
      : ` Dark is ${significant(least)}, light is ${significant(greatest)}, in all of them.`;
  return `What networks on the straight way from ${names[0]} to ${names[1]} in the latent space ${space} answer: ${target} by ${along}${rest}. Each is decoded from its point.${colours}`;
}

function wayOf(way: number, [first, second]: FilmPage['names']): string {
  if (way === 0) return `at ${first}`;
  if (way === 1) return `at ${second}`;
  return `${Math.round(100 * way)} % of the way`;
}

function legendOf({ names }: FilmPage): LegendItem[] {
  return [
    { label: 'on the way', colour: palette.prediction, mark: 'line' },
    { label: names[0], colour: palette.truth, mark: 'dashed' },
    { label: names[1], colour: palette.positive, mark: 'dotted' },
  ];
}

function rangeOf(all: readonly (readonly number[])[]): readonly [number, number] {
  const values = all.flat().filter(Number.isFinite);
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return least < greatest ? [least, greatest] : [least - 1, least + 1];
}

function placeOf({ least, greatest, count }: FilmAxis, step: number): number {
  return least + (step / (count - 1)) * (greatest - least);
}

/** How a line is drawn. */
interface Stroke {
  readonly color: string;
  readonly strokeWidth: number;
  readonly strokeDash?: number[];
}

function curve(
  { axes, ends, target }: FilmPage,
  { answers }: FilmFrame,
  domain: readonly [number, number],
): Layer[] {
  const [axis] = axes as [FilmAxis];
  const line = (values: readonly number[], mark: Stroke): Layer => ({
    data: { values: values.map((y, step) => ({ x: placeOf(axis, step), y })) },
    mark: { type: 'line', aria: false, ...mark },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: axis.name, scale: { nice: false, zero: false } },
      y: { field: 'y', type: 'quantitative', title: target, scale: { domain: [...domain], zero: false } },
    },
  });
  return [
    line(ends[0], { color: palette.truth, strokeWidth: 1.3, strokeDash: dashes.dashed }),
    line(ends[1], { color: palette.positive, strokeWidth: 1.3, strokeDash: dashes.dotted }),
    line(answers, { color: palette.prediction, strokeWidth: 2.4 }),
  ];
}

function surface({ axes }: FilmPage, { answers }: FilmFrame, domain: readonly [number, number]): Layer[] {
  const [across, up] = axes as [FilmAxis, FilmAxis];
  const half = ({ least, greatest, count }: FilmAxis) => (greatest - least) / (count - 1) / 2;
  // A little wider than their place: no seam is seen between them.
  const wide = 1.12;
  const values = answers.map((value, place) => {
    const [x, y] = [placeOf(across, Math.floor(place / up.count)), placeOf(up, place % up.count)];
    return {
      value,
      x: x - half(across),
      x2: x + wide * half(across),
      y: y - half(up),
      y2: y + wide * half(up),
    };
  });
  const scale = { nice: false, zero: false } as const;
  return [
    {
      data: { values },
      mark: { type: 'rect', aria: false },
      encoding: {
        x: { field: 'x', type: 'quantitative', title: across.name, scale },
        x2: { field: 'x2' },
        y: { field: 'y', type: 'quantitative', title: up.name, scale },
        y2: { field: 'y2' },
        color: { field: 'value', type: 'quantitative', scale: { scheme: 'viridis', domain: [...domain] } },
      },
    },
  ];
}
