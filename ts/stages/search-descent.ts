import type { StageContext } from '../dag/operation.ts';
import type { Kernel, Tensor } from '../kernel/index.ts';
import type { Finish, SearchParameters, Space } from '../schema/types.ts';
import type { Budget } from './budget.ts';
import { densely, drawnNetworks } from './drawn-networks.ts';

/** One point of a search's history: the best hard network of a depth so far, or (latent.keep last) at the last look. */
export interface HistoryRow {
  readonly phase: 'latent' | 'scout' | 'finish';
  readonly step: number;
  readonly seconds: number;
  readonly depth: number;
  /** On the rows at which networks are compared, in the units of the scaled target. */
  readonly validation_mse: number;
}

/** A search under way, and what it has left on its path. */
interface Descent {
  readonly context: StageContext;
  readonly kernel: Kernel;
  readonly handle: string;
  readonly space: Space;
  readonly parameters: SearchParameters;
  readonly budget: Budget;
  readonly history: HistoryRow[];
}

/** Rounds of polishing and pruning at some depths, until the budget has been spent up to `end`. */
interface Pass {
  readonly phase: 'scout' | 'finish';
  readonly finish: Finish;
  readonly rounds: number;
  readonly depths: readonly number[];
  readonly end: number;
}

/** A request of the latent search: long enough to hide the wire, short enough for a bar that moves. */
const REQUEST_SECONDS = 0.3;

/**
 * Runs the search of `handle` until the budget is spent, and returns the history: the descent in the latent space, a
 * short finish at every depth, and the finish at the depths where that did best.
 *
 * With a budget of steps the schedule is fixed, so that the same seed gives the same networks. With seconds, each
 * round of a finish gets an equal share of the time left, and as many steps as the round before lets expect.
 */
export async function descend(
  context: StageContext,
  kernel: Kernel,
  handle: string,
  space: Space,
  parameters: SearchParameters,
  budget: Budget,
): Promise<HistoryRow[]> {
  const descent: Descent = { context, kernel, handle, space, parameters, budget, history: [] };
  const { latent_share, scout, finish } = parameters;
  await descendInLatentSpace(descent, (finish.enabled ? latent_share : 1) * budget.total);
  if (!finish.enabled) return descent.history;
  let { depths } = space;
  if (scout.share > 0 && scout.depths < depths.length) {
    const end = Math.min(latent_share + scout.share, 1) * budget.total;
    const few = { ...finish, networks: scout.networks };
    const skill = await finishFrom(descent, 0, {
      phase: 'scout',
      finish: few,
      rounds: scout.rounds,
      depths,
      end,
    });
    if (skill) depths = ablest(depths, skill, scout.depths);
  }
  await finishFrom(descent, 1, { phase: 'finish', finish, rounds: finish.rounds, depths, end: budget.total });
  return descent.history;
}

/** The `count` depths of the greatest skill, in the space's order. */
function ablest(depths: readonly number[], skill: readonly number[], count: number): number[] {
  const order = [...depths.keys()].toSorted((a, b) => (skill[b] ?? 0) - (skill[a] ?? 0));
  const best = new Set(order.slice(0, count));
  return depths.filter((_, d) => best.has(d));
}

async function descendInLatentSpace(descent: Descent, limit: number): Promise<void> {
  const { budget } = descent;
  let rate = 0;
  while (limit - budget.spent() >= (budget.unit === 'steps' ? 1 : 0)) {
    const paid = budget.stepsFor(limit - budget.spent(), rate);
    ({ rate } = await send(
      descent,
      'latent',
      Math.max(1, Math.min(paid, Math.round(rate * REQUEST_SECONDS))),
    ));
  }
}

/**
 * A pass from the best of the latent search and from batch `batch` of drawn networks; returns the skill of every depth
 * of the space after it, or null where there was no budget for a round.
 */
async function finishFrom(descent: Descent, batch: number, pass: Pass): Promise<number[] | null> {
  const { kernel, handle, budget, parameters } = descent;
  if (budget.unit === 'steps' && pass.end - budget.spent() < 1) return null;
  await offerDrawn(descent, batch);
  const left = Math.floor(pass.end - budget.spent());
  const rounds = budget.unit === 'steps' ? Math.min(pass.rounds, left) : pass.rounds;
  if (rounds < 1) return null;
  const { finish, depths } = pass;
  await kernel.call('finish_init', { handle, finish, rounds, depths, drawn_share: parameters.drawn_share });
  let skill: number[] | null = null;
  let rate = 0;
  for (let round = 0; round < rounds && budget.spent() < pass.end; round++) {
    const steps = budget.stepsFor((pass.end - budget.spent()) / (rounds - round), rate);
    const sent = await send(descent, pass.phase, steps);
    rate = sent.rate;
    skill = Array.from(sent.skill?.data ?? [], Number);
  }
  return skill;
}

/** Offers networks of the generator's, which take the place of those before. */
async function offerDrawn(
  { kernel, handle, space, parameters, budget }: Descent,
  batch: number,
): Promise<void> {
  const { drawn, drawn_share, seed } = parameters;
  if (drawn_share === 0) return;
  const first = batch * drawn.networks;
  const label = `search/${seed}/drawn`;
  const networks = drawnNetworks(densely(space, drawn), 'networks', label, drawn.networks, first);
  const { content } = await kernel.call('offer_networks', { handle, rows: drawn.rows }, networks);
  budget.done(content.step);
}

/** Sends `steps` steps; returns the rate, in steps a second, and after a round the skill of each depth. */
async function send(
  { context, kernel, handle, space, budget, history }: Descent,
  phase: HistoryRow['phase'],
  steps: number,
): Promise<{ rate: number; skill: Tensor | null }> {
  const { signal } = context;
  const before = budget.seconds();
  const reply =
    phase === 'latent'
      ? await kernel.call('search_steps', { handle, steps }, {}, { signal })
      : await kernel.call('finish_round', { handle, steps }, {}, { signal });
  const { content, tensors } = reply;
  budget.done(content.step);
  history.push(...historyRows(phase, content.step, budget.seconds(), space.depths, tensors.validation_mse));
  context.progress(Math.min(budget.spent(), budget.total), budget.total, budget.unit, phase);
  return { rate: steps / (budget.seconds() - before), skill: 'skill' in tensors ? tensors.skill : null };
}

function historyRows(
  phase: HistoryRow['phase'],
  step: number,
  seconds: number,
  depths: readonly number[],
  validation_mse: Tensor,
): HistoryRow[] {
  const errors = Array.from(validation_mse.data as Float32Array);
  return errors.flatMap((mse, d) =>
    Number.isFinite(mse) ? [{ phase, step, seconds, depth: depths[d] ?? 0, validation_mse: mse }] : [],
  );
}
