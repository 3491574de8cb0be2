import { renderFilm } from '../../report/latent/film.ts';
import { renderNeighbours } from '../../report/latent/neighbours-page.ts';
import type { Interpolation } from './interpolate.ts';
import type { Nearest } from './nearest.ts';

/** The page of a way between two networks, which are called `names`. */
export function filmOf(
  { space, frames, ends, picture }: Interpolation,
  names: readonly [string, string],
): Promise<string> {
  return renderFilm({
    names,
    space,
    target: frames[0]?.network.outputs[0]?.name ?? '',
    axes: picture.axes,
    fixed: picture.fixed,
    frames: frames.map(({ network, ...frame }) => ({ ...frame, nonzeros: network.nonzeros })),
    ends,
  });
}

/** The page of what the networks nearest to the one called `name` answer. */
export function neighboursPage({ picture, ...found }: Nearest, name: string): Promise<string> {
  const target = found.neighbours[0]?.network.outputs[0]?.name ?? '';
  return renderNeighbours({ ...found, axes: picture.axes, fixed: picture.fixed, name, target });
}

/** The way as JSON: its networks, and what they answer. */
export function wayJson({ picture: { axes, fixed }, ...found }: Interpolation): object {
  return { ...found, axes, fixed };
}
