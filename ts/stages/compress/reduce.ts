import type { StageContext } from '../../dag/operation.ts';
import { float32, type Kernel } from '../../kernel/index.ts';
import type { Network } from '../../mlp/network.ts';
import { pack } from '../../mlp/pack.ts';
import type { CompressParameters, Finish, Space } from '../../schema/types.ts';
import type { Budget } from '../budget.ts';
import { runRounds } from '../search/finish-rounds.ts';
import { type Candidate, candidates } from '../search/front.ts';

const HUNT = 'compress';

/** Rows as networks see them, S rows: x [S, inputs], y [S, outputs]. */
export interface Seen {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** What is made smaller, and on which rows: `fit` moves weights, `screen` compares. */
export interface Reduction {
  readonly space: Space;
  readonly start: Network;
  readonly fit: Seen;
  readonly screen: Seen;
  readonly parameters: CompressParameters;
  readonly budget: Budget;
  /** The smallest of the networks found so far that is within the tolerance, and its numbers; null: none is. */
  within(found: readonly Sized[]): Sized | null;
}

/** A network as it was found, and how many numbers it has. */
export interface Sized extends Candidate {
  readonly nonzeros: number;
}

/** Of the numbers of the smallest network within the tolerance: from where a cycle goes down, and to where. */
const AROUND = { from: 1.3, to: 0.6 };
/** Where the first cycle, which looks for that size, ends: a share of the given network's numbers. */
const FIRST_END = 0.15;

/**
 * Networks of all sizes that compute what the given one does, the best of each size: itself pruned link by link and polished
 * between; then, cycle after cycle, from what is somewhat larger than the smallest one within the tolerance to what is smaller,
 * in finer steps; at last those near that size are polished without cuts.
 */
export async function reduced(
  { signal, progress }: Pick<StageContext, 'signal' | 'progress'>,
  kernel: Kernel,
  reduction: Reduction,
): Promise<Sized[]> {
  const { space, start, parameters, budget } = reduction;
  const { cycles, polish, pruning } = parameters;
  const finish: Finish = { enabled: true, fewest: 1, ...pruning };
  const { depth } = start;
  const found = async () => sizedIn(space, (await kernel.call('front', { handle: HUNT })).tensors);
  const begin = async (networks: readonly Float32Array[], settings: Finish, rounds: number) => {
    const size = networks[0]?.length ?? 0;
    const all = new Float32Array(networks.length * size);
    networks.forEach((row, i) => {
      all.set(row, i * size);
    });
    const offered = { [`networks_${depth}`]: float32(all, networks.length, size) };
    const { content } = await kernel.call('offer_networks', { handle: HUNT, rows: 0 }, offered);
    budget.done(content.step);
    const asked = { finish: settings, rounds, depths: [depth], drawn_share: 1, regrow_share: null };
    await kernel.call('finish_init', { handle: HUNT, ...asked });
  };
  const pass = async (networks: readonly Float32Array[], settings: Finish, rounds: number, end: number) => {
    const left = end - budget.spent();
    const most = budget.unit === 'steps' ? Math.min(rounds, Math.floor(left) - 1) : rounds;
    if (most < 1 || left <= 0) return;
    await begin(networks, settings, most);
    const work = { kernel, handle: HUNT, budget, signal, rounds: most, end, taper: settings.taper };
    await runRounds(work, ({ content }) => {
      budget.done(content.step);
      progress(Math.min(budget.spent(), budget.total), budget.total, budget.unit, 'pruning');
      return true;
    });
  };
  await kernel.call(
    'rival_init',
    { handle: HUNT, space, validation_rows: 0, seed: parameters.seed },
    tensorsOf(reduction),
  );
  try {
    const given = pack(space, start);
    const whole = numbersIn(start);
    const down = (1 - polish.share) * budget.total;
    for (let cycle = 0; cycle < cycles; cycle++) {
      const end = (down * (cycle + 1)) / cycles;
      const near = cycle === 0 ? null : reduction.within(await found());
      const size = near?.nonzeros ?? whole;
      const from = near && (await found()).find(({ nonzeros }) => nonzeros >= AROUND.from * size);
      const fewest = Math.max(1, Math.round(size * (near ? AROUND.to : FIRST_END)));
      await pass([from?.packed ?? given], { ...finish, fewest }, finish.rounds, end);
    }
    const all = await found();
    const size = reduction.within(all)?.nonzeros ?? whole;
    const close = all
      .filter(({ nonzeros }) => nonzeros <= size && nonzeros >= AROUND.to * size)
      .slice(-finish.networks);
    const networks = close.length > 0 ? close : all.slice(-1);
    const rows = networks.map(({ packed }) => packed);
    if (rows.length === 0) return [];
    await pass(rows, { ...finish, rows: polish.rows, networks: rows.length }, 1, budget.total);
    return await found();
  } finally {
    await kernel.call('release', { handle: HUNT });
  }
}

function sizedIn(space: Space, tensors: Parameters<typeof candidates>[1]): Sized[] {
  return candidates(space, tensors)
    .map((candidate, i) => ({
      ...candidate,
      nonzeros: Number(tensors[`nonzeros_${candidate.depth}`]?.data[i]),
    }))
    .sort((a, b) => a.nonzeros - b.nonzeros);
}

function numbersIn({ weights, biases }: Network): number {
  const counts = [...weights, ...(biases ?? [])].map(
    (values) => values.filter((value) => value !== 0).length,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function tensorsOf({ space, fit, screen }: Reduction) {
  const matrix = (values: Float32Array, width: number) => float32(values, values.length / width, width);
  return {
    x_train: matrix(fit.x, space.inputs),
    y_train: matrix(fit.y, space.outputs),
    x_validation: matrix(screen.x, space.inputs),
    y_validation: matrix(screen.y, space.outputs),
  };
}
