import type { StageContext } from '../../dag/operation.ts';
import { fitScaling } from '../../data/scale.ts';
import type { Kernel } from '../../kernel/index.ts';
import type { RivalParameters, Space } from '../../schema/types.ts';
import type { Budget } from '../budget.ts';
import { candidates, measureFront } from '../search/front.ts';
import { refuseMisfit } from '../search/misfit.ts';
import { partTensors } from '../search/part-tensors.ts';
import type { SplitTable } from '../tables/table.ts';
import type { FoundFront } from './formula.ts';
import { finishAgainAndAgain, fitGrid, pruneAgainAndAgain, searchAtRandom } from './loop.ts';

/** A rival whose networks the kernel finds. */
export type HuntParameters = RivalParameters & { readonly kind: keyof typeof loops };

/** What each kind does until its budget is spent. */
const loops = {
  random_search: searchAtRandom,
  finish_only: finishAgainAndAgain,
  direct_prune: pruneAgainAndAgain,
  sklearn_mlp: fitGrid,
} as const;

const RIVAL = 'rival';

/** Finds networks of `space` until the budget that `open` begins is spent, and measures them as search does. */
export async function findNetworks(
  context: StageContext,
  kernel: Kernel,
  parameters: HuntParameters,
  space: Space,
  table: SplitTable,
  open: () => Budget,
): Promise<{ found: FoundFront | null; budget: Budget }> {
  refuseMisfit(table, space);
  const { kind, scaling: mode, validation_rows, seed } = parameters;
  const scaling = fitScaling(mode, table.x, table.y, table.part, space.output_activation);
  const settings =
    kind === 'direct_prune'
      ? { direct_prune: parameters.direct_prune }
      : kind === 'sklearn_mlp'
        ? { sklearn_mlp: parameters.sklearn_mlp }
        : {};
  const content = { handle: RIVAL, space, validation_rows, seed, ...settings };
  await kernel.call('rival_init', content, partTensors(space.inputs, table, scaling));
  try {
    const budget = open();
    await loops[kind]({ context, kernel, handle: RIVAL, parameters, space, budget });
    const { tensors } = await kernel.call('front', { handle: RIVAL });
    const question = { space, table, scaling, untrained: null, seed };
    return { found: measureFront(question, candidates(space, tensors)), budget };
  } finally {
    await kernel.call('release', { handle: RIVAL });
  }
}
