import { StageError } from '../../dag/operation.ts';
import { type AboutSpace, FAMILIES, type Family } from '../../report/paper/study.ts';
import type { AboutSpace as SpaceFileAbout } from '../space/about.ts';

/** What is known of a space, where it is of one of the paper's families. */
export function paperSpace(about: SpaceFileAbout, stage: string): AboutSpace {
  if (!FAMILIES.includes(about.family as Family)) {
    throw new StageError(
      `the space of ${stage} is of none of the paper's families (sigmoid, leaky_relu, linear): leave the stage out of the report`,
      'user',
    );
  }
  return { ...about, family: about.family as Family, preset: about.preset ?? 'unknown' };
}
