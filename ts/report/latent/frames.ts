import { Eta } from 'eta';
import { type LegendItem, swatch } from '../figure.ts';
import { significant } from '../number.ts';
import { dashes, palette } from '../palette.ts';
import { drawPlot, type Layer } from '../plot.ts';
import { filmTemplate } from '../templates/film.ts';
import { style } from '../templates/style.ts';

/** Functions side by side or in turn. Texts are plain: they are escaped where they are put on a page. */
export interface FramesPage {
  readonly title: string;
  readonly note: string;
  readonly target: string;
  /** One or two inputs that vary; what networks answer is given for every combination, the last input fastest. */
  readonly axes: readonly FrameAxis[];
  readonly frames: readonly FunctionFrame[];
  /** What every curve is drawn beside; not beside surfaces, which are in one scale of colours instead. */
  readonly beside: readonly Beside[];
  /** What the curves of the frames are, in a legend. */
  readonly label: string;
}

export interface FrameAxis {
  readonly name: string;
  readonly least: number;
  readonly greatest: number;
  readonly count: number;
}

export interface FunctionFrame {
  readonly title: string;
  readonly note: string;
  readonly answers: readonly number[];
}

export interface Beside {
  readonly label: string;
  readonly mark: keyof typeof dashes;
  readonly colour: string;
  readonly answers: readonly number[];
}

const eta = new Eta({ autoEscape: true, autoTrim: false });
const SIZE = { width: 250, height: 210 } as const;
/** Seconds that a frame stands. */
const STANDS = 0.7;

/** The page as HTML, complete in itself: one frame, all in turn or all side by side, without a script; all are printed. */
export async function renderFrames(page: FramesPage): Promise<string> {
  const { title, target, axes, beside } = page;
  const domain = rangeOf([...page.frames, ...beside].map(({ answers }) => answers));
  const isCurve = axes.length === 1;
  const draw = ({ answers }: FunctionFrame) =>
    isCurve ? curve(page, answers, domain) : surface(page, answers, domain);
  const frames = await Promise.all(
    page.frames.map(async (frame, i) => ({
      number: i + 1,
      title: frame.title,
      note: frame.note,
      svg: await drawPlot(`frame-${i + 1}`, { ...SIZE, layer: draw(frame) }, `${target} ${frame.title}`),
    })),
  );
  const colours = isCurve
    ? ''
    : ` Dark is ${significant(domain[0])}, light is ${significant(domain[1])}, in all of them.`;
  return eta.renderString(filmTemplate, {
    title,
    note: `${page.note}${colours}`,
    frames,
    legend: (isCurve ? legendOf(page) : []).map((item) => ({ label: item.label, swatch: swatch(item) })),
    style,
    stands: STANDS,
    whole: STANDS * frames.length,
  });
}

/** Which inputs vary, in words. */
export function overAxes(axes: readonly FrameAxis[], fixed: readonly string[]): string {
  const along = axes.map(({ name }) => name).join(' and ');
  return fixed.length === 0 ? along : `${along}, ${fixed.join(', ')} in the middle`;
}

function legendOf({ label, beside }: FramesPage): LegendItem[] {
  return [
    { label, colour: palette.prediction, mark: 'line' },
    ...beside.map((each): LegendItem => ({ label: each.label, colour: each.colour, mark: each.mark })),
  ];
}

function rangeOf(all: readonly (readonly number[])[]): readonly [number, number] {
  const values = all.flat().filter(Number.isFinite);
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return least < greatest ? [least, greatest] : [least - 1, least + 1];
}

function placeOf({ least, greatest, count }: FrameAxis, step: number): number {
  return least + (step / (count - 1)) * (greatest - least);
}

/** How a line is drawn. */
interface Stroke {
  readonly color: string;
  readonly strokeWidth: number;
  readonly strokeDash?: number[];
}

function curve(
  { axes, beside, target }: FramesPage,
  answers: readonly number[],
  domain: readonly [number, number],
): Layer[] {
  const [axis] = axes as [FrameAxis];
  const line = (values: readonly number[], mark: Stroke): Layer => ({
    data: { values: values.map((y, step) => ({ x: placeOf(axis, step), y })) },
    mark: { type: 'line', aria: false, ...mark },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: axis.name, scale: { nice: false, zero: false } },
      y: { field: 'y', type: 'quantitative', title: target, scale: { domain: [...domain], zero: false } },
    },
  });
  return [
    ...beside.map(({ answers: other, colour, mark }) =>
      line(other, { color: colour, strokeWidth: 1.3, strokeDash: dashes[mark] }),
    ),
    line(answers, { color: palette.prediction, strokeWidth: 2.4 }),
  ];
}

function surface(
  { axes }: FramesPage,
  answers: readonly number[],
  domain: readonly [number, number],
): Layer[] {
  const [across, up] = axes as [FrameAxis, FrameAxis];
  const half = ({ least, greatest, count }: FrameAxis) => (greatest - least) / (count - 1) / 2;
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
