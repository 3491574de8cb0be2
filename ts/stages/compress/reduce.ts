import type { StageContext } from '../../dag/operation.ts';
import { float32, type Kernel, type Reply } from '../../kernel/index.ts';
import type { Network } from '../../mlp/network.ts';
import { layout, pack } from '../../mlp/pack.ts';
import type { CompressParameters, Finish, Space } from '../../schema/types.ts';
import type { Budget } from '../budget.ts';
import { runRounds } from '../finish-rounds.ts';
import { type Candidate, candidates } from '../search-front.ts';

const HUNT = 'compress';

/** Of the networks of a finish as they are asked for: links up to which there are as many, and fewest of larger ones. */
const FULL = { links: 200, fewest: 4 };

/** Rows as networks see them, S rows: x [S, inputs], y [S, outputs]. */
export interface Seen {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** What is made smaller, and on which rows: `fit` moves weights, `choice` compares. */
export interface Reduction {
  readonly space: Space;
  readonly start: Network;
  readonly fit: Seen;
  readonly choice: Seen;
  readonly parameters: CompressParameters;
  readonly budget: Budget;
}

/**
 * Networks of all sizes that compute what the given one does, best of each size: itself pruned link by link and polished
 * between, cycle after cycle, each from the best networks of all sizes so far, made dense again; at last polished on many rows.
 */
export async function reduced(
  { signal, progress }: Pick<StageContext, 'signal' | 'progress'>,
  kernel: Kernel,
  reduction: Reduction,
): Promise<Candidate[]> {
  const { space, start, parameters, budget } = reduction;
  const { cycles, polish } = parameters;
  const content = { handle: HUNT, space, validation_rows: 0, seed: parameters.seed };
  await kernel.call('rival_init', content, tensorsOf(reduction));
  try {
    const row = pack(space, start);
    const offered = { [`networks_${start.depth}`]: float32(row, 1, row.length) };
    budget.done((await kernel.call('offer_networks', { handle: HUNT, rows: 0 }, offered)).content.step);
    const finish = affordable(parameters.finish, layout(space, start.depth).parameters);
    const pass = async (settings: Finish, regrow: number | null, end: number, rounds: number) => {
      const left = budget.unit === 'steps' ? Math.floor(end - budget.spent()) : rounds;
      if (left < 1 || budget.spent() >= end) return;
      const asked = { finish: settings, rounds: Math.min(rounds, left), depths: [start.depth] };
      const from = { drawn_share: 1, regrow_share: regrow };
      await kernel.call('finish_init', { handle: HUNT, ...asked, ...from });
      const work = { kernel, handle: HUNT, budget, signal, rounds: asked.rounds, end, taper: finish.taper };
      await runRounds(work, (reply: Reply<'end_round'>) => {
        budget.done(reply.content.step);
        progress(Math.min(budget.spent(), budget.total), budget.total, budget.unit, 'pruning');
        return true;
      });
    };
    const pruning = (1 - polish.share) * budget.total;
    for (let cycle = 0; cycle < cycles; cycle++) {
      const regrow = cycle === 0 ? null : parameters.weight_share;
      await pass(finish, regrow, (pruning * (cycle + 1)) / cycles, finish.rounds);
    }
    const many = { ...finish, rows: polish.rows, networks: parameters.finish.networks };
    await pass(many, 0, budget.total, 1);
    return candidates(space, (await kernel.call('front', { handle: HUNT })).tensors);
  } finally {
    await kernel.call('release', { handle: HUNT });
  }
}

/** Fewer networks where each is large: what a step takes grows with the square of their links. */
function affordable(finish: Finish, links: number): Finish {
  const share = Math.min(1, (FULL.links / links) ** 2);
  const networks = Math.max(Math.min(FULL.fewest, finish.networks), Math.round(share * finish.networks));
  return { ...finish, networks };
}

function tensorsOf({ space, fit, choice }: Reduction) {
  const matrix = (values: Float32Array, width: number) => float32(values, values.length / width, width);
  return {
    x_train: matrix(fit.x, space.inputs),
    y_train: matrix(fit.y, space.outputs),
    x_validation: matrix(choice.x, space.inputs),
    y_validation: matrix(choice.y, space.outputs),
  };
}
