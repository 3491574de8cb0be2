import { type StageContext, StageError } from '../../dag/operation.ts';
import type { Kernel } from '../../kernel/index.ts';
import type { SearchParameters } from '../../schema/types.ts';
import type { LoadedSpace } from '../folds/search.ts';
import { folderOf } from '../results.ts';
import type { SpaceCard } from '../space/file.ts';
import { loadSpace, loadSpaceFile } from '../space/load.ts';
import type { SplitTable } from '../tables/table.ts';

const SPACE = 'space';

/**
 * Runs `use` with the space that a search was given, by a stage or by a file, loaded in the kernel, or without one. Throws a
 * StageError of the user's where it was given two, or what is not a space.
 */
export async function withGivenSpace(
  context: Pick<StageContext, 'deps'>,
  kernel: Kernel,
  { space: file, untrained }: SearchParameters,
  use: (given: GivenSpace | null) => Promise<void>,
): Promise<void> {
  const stage = context.deps.space ? folderOf(context, 'space') : null;
  if (stage !== null && file !== null)
    throw new StageError('a space is given twice, by the dependency space and by with.space', 'user');
  if (stage === null && file === null) return use(null);
  const card =
    stage === null
      ? await loadSpaceFile(kernel, SPACE, file as string, untrained)
      : await loadSpace(kernel, SPACE, stage, untrained);
  try {
    await use({ handle: SPACE, card });
  } finally {
    await kernel.call('release', { handle: SPACE });
  }
}

/** A space that a search was given, loaded in the kernel. */
export interface GivenSpace {
  readonly handle: string;
  readonly card: SpaceCard;
}

/** Whether its encoder reads tables: a point is then known by its rows alone, and there is no descent in it. */
export function readsTables({ card: { autoencoder } }: GivenSpace): boolean {
  return autoencoder.kind === 'table';
}

/**
 * Whether networks of the space can learn the table: one number, or two classes where the encoder reads tables, from no more
 * inputs than they have.
 */
export function fits(given: GivenSpace, { card }: SplitTable): boolean {
  const { space } = given.card;
  return answersOne(given, card.task) && space.outputs === 1 && card.inputs.length <= space.inputs;
}

function answersOne(given: GivenSpace, { labels, targets }: SplitTable['card']['task']): boolean {
  if (labels !== null) return labels.length === 2 && readsTables(given);
  return targets.length === 1;
}

/** The space as a search over folds takes it; null where there is none that fits the table, which `say` is told. */
export function loadedFor(
  given: GivenSpace | null,
  table: SplitTable,
  say: (sentence: string) => void,
): LoadedSpace | null {
  if (given === null) return null;
  if (fits(given, table))
    return { handle: given.handle, space: given.card.space, readsTables: readsTables(given) };
  say(`${misfitOf(given, table)}: it has no part in this search`);
  return null;
}

function misfitOf(given: GivenSpace, { card }: SplitTable): string {
  if (answersOne(given, card.task))
    return `the space has networks of ${given.card.space.inputs} inputs, fewer than the table`;
  return readsTables(given)
    ? 'the space has networks that answer one number or tell two classes'
    : 'the space has networks that answer one number';
}
