import type { FrontNetwork } from '../../schema/types.ts';
import type { MeasuredSearch } from './study.ts';

/**
 * The network that stands in Table 2 for a search at a decoder: of that depth's front the one with the least
 * validation error among those with no more non-zeros than the teacher; where there is none, the one that the
 * one-standard-error rule chose. Undefined where the search found none.
 */
export function searchChoice(
  { depths, teacher }: Pick<MeasuredSearch, 'depths' | 'teacher'>,
  decoder: number,
): FrontNetwork | undefined {
  const front = depths.find(({ depth }) => depth === decoder);
  const error = ({ validation }: FrontNetwork) => validation.mse ?? Number.POSITIVE_INFINITY;
  const [least] = (front?.networks ?? [])
    .filter(({ nonzeros }) => nonzeros <= teacher.nonzeros)
    .sort((a, b) => error(a) - error(b));
  return least ?? front?.networks[front.chosen];
}

/** How the choice is said to a reader. */
export const CHOICE_RULE =
  'Of the networks that a search found at a decoder, the table takes the one with the least validation error among those with no more non-zero weights than the teacher, dead parts removed on both sides; where there is none, the smallest within one standard error of the best. Test rows have no part in the choice.';

/** The searches of one table: of several budgets a person may have run, those that share family, depth and preset. */
export function searchesFor(
  searches: readonly MeasuredSearch[],
  preset: string,
  family: string,
  depth: number,
): MeasuredSearch[] {
  return searches
    .filter(
      ({ search, space, teacher }) =>
        search.preset === preset && space.family === family && teacher.depth === depth,
    )
    .sort((a, b) => a.teacher.seed - b.teacher.seed || a.search.seed - b.search.seed);
}
