import { counted, significant } from '../number.ts';
import { palette } from '../palette.ts';
import { type FrameAxis, overAxes, renderFrames } from './frames.ts';

/** The networks nearest to one, by what they answer. Texts are plain: they are escaped where they are put on a page. */
export interface NeighboursPage {
  /** The one. */
  readonly name: string;
  readonly space: string;
  readonly target: string;
  readonly among: number;
  readonly axes: readonly FrameAxis[];
  readonly fixed: readonly string[];
  /** What it answers itself. */
  readonly answers: readonly number[];
  /** The nearest first. */
  readonly neighbours: readonly NeighbourFrame[];
}

export interface NeighbourFrame {
  readonly name: string;
  readonly z: number;
  readonly function: number;
  readonly nonzeros: number;
  readonly depth: number;
  readonly answers: readonly number[];
}

/** The page as HTML, complete in itself. */
export function renderNeighbours(page: NeighboursPage): Promise<string> {
  const { name, space, target, among, axes, fixed, answers, neighbours } = page;
  return renderFrames({
    title: `The nearest to ${name}`,
    note: `What the nearest of ${counted(among, 'network')} in the latent space ${space} answer, beside ${name}: ${target} by ${overAxes(axes, fixed)}.`,
    target,
    axes,
    label: 'a near network',
    frames: [
      { title: name, note: 'itself', answers },
      ...neighbours.map((each) => ({
        title: each.name,
        note: `${significant(each.z)} away in z, ${significant(each.function)} in what it computes; ${counted(each.nonzeros, 'number')}, ${counted(each.depth, 'hidden layer')}`,
        answers: each.answers,
      })),
    ],
    beside: [{ label: name, colour: palette.truth, mark: 'dashed', answers }],
  });
}
