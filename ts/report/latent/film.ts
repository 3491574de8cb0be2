import { counted, significant } from '../number.ts';
import { palette } from '../palette.ts';
import { type FrameAxis, overAxes, renderFrames } from './frames.ts';

/** Networks on the way from one to another. Texts are plain: they are escaped where they are put on a page. */
export interface FilmPage {
  /** The two networks. */
  readonly names: readonly [string, string];
  readonly space: string;
  readonly target: string;
  /** One or two inputs that vary; what networks answer is given for every combination, the last input fastest. */
  readonly axes: readonly FrameAxis[];
  /** Inputs that stay in the middle of their ranges. */
  readonly fixed: readonly string[];
  readonly frames: readonly FilmFrame[];
  /** What the two answer themselves. */
  readonly ends: readonly [readonly number[], readonly number[]];
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

/** The page as HTML, complete in itself. */
export function renderFilm({ names, space, target, axes, fixed, frames, ends }: FilmPage): Promise<string> {
  return renderFrames({
    title: `${names[0]} to ${names[1]}`,
    note: `What networks on the straight way from ${names[0]} to ${names[1]} in the latent space ${space} answer: ${target} by ${overAxes(axes, fixed)}. Each is decoded from its point.`,
    target,
    axes,
    label: 'on the way',
    frames: frames.map(({ way, nonzeros, depth, off, answers }) => ({
      title: wayOf(way, names),
      note: `${counted(nonzeros, 'number')}, ${counted(depth, 'hidden layer')}, ${significant(off)} from its point`,
      answers,
    })),
    beside: [
      { label: names[0], colour: palette.truth, mark: 'dashed', answers: ends[0] },
      { label: names[1], colour: palette.positive, mark: 'dotted', answers: ends[1] },
    ],
  });
}

function wayOf(way: number, [first, second]: FilmPage['names']): string {
  if (way === 0) return `at ${first}`;
  if (way === 1) return `at ${second}`;
  return `${Math.round(100 * way)} % of the way`;
}
