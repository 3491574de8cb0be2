import type { StageContext } from '../../dag/operation.ts';
import type { Kernel, Tensor } from '../../kernel/index.ts';
import type { Finish, SearchParameters, Space } from '../../schema/types.ts';
import type { Budget } from '../budget.ts';
import { densely, drawnNetworks } from '../space/drawn-networks.ts';
import { runRounds } from './finish-rounds.ts';

/** Where a search is: in the latent space, or in a pass over networks' own weights. */
export type Phase = 'latent' | 'scout' | 'finish' | 'regrow' | 'polish';

/** One point of a search's history: the best hard network of a depth so far, or (latent.keep last) at the last look. */
export interface HistoryRow {
  readonly phase: Phase;
  readonly step: number;
  readonly seconds: number;
  readonly depth: number;
  /** On the rows at which networks are compared, in the units of the scaled target. */
  readonly validation_mse: number;
}

/** A search under way, and what it has left on its path. */
export interface Descent {
  readonly context: StageContext;
  readonly kernel: Kernel;
  readonly handle: string;
  readonly space: Space;
  readonly parameters: SearchParameters;
  readonly budget: Budget;
  readonly history: HistoryRow[];
  /** Batches of drawn networks so far. */
  batches: number;
}

/**
 * Rounds of polishing and pruning at some depths, until the budget has been spent up to `end`: of the best of the latent
 * search and fresh drawn networks (scout, finish), of the best so far made dense again (regrow) or as they are (polish).
 */
export interface Pass {
  readonly phase: Exclude<Phase, 'latent'>;
  readonly finish: Finish;
  readonly rounds: number;
  readonly depths: readonly number[];
  readonly end: number;
  /** The skill of each depth before it, for a pass that is to end early where it gains nothing. */
  readonly before?: readonly number[];
}

/** How a pass went: the skill of every depth of the space after it, null where there was no budget for a round. */
export interface Outcome {
  readonly skill: readonly number[] | null;
  /** It ended early. */
  readonly isFutile: boolean;
}

/** After this share of its rounds a pass has gained nothing where no depth's skill has grown by this share. */
const FUTILE = { rounds: 1 / 3, gain: 0.01 };

/** Rounds until the pass has spent its part of the budget, or is seen to gain nothing. */
export async function runPass(descent: Descent, pass: Pass): Promise<Outcome> {
  const { budget } = descent;
  const { phase, end, before } = pass;
  const isOver = () => end - budget.spent() < (budget.unit === 'steps' ? 1 : Number.EPSILON);
  if (isOver()) return { skill: null, isFutile: false };
  const drawn_share = shareOfDrawn(descent, phase);
  if (drawn_share > 0) await offerDrawn(descent);
  if (isOver()) return { skill: null, isFutile: false };
  const rounds =
    budget.unit === 'steps' ? Math.min(pass.rounds, Math.floor(end - budget.spent())) : pass.rounds;
  await begin(descent, pass, rounds, drawn_share);
  let skill: number[] | null = null;
  let round = 0;
  let isFutile = false;
  const { kernel, handle, context } = descent;
  const work = { kernel, handle, budget, signal: context.signal, rounds, end, taper: pass.finish.taper };
  await runRounds(work, ({ content, tensors }) => {
    note(descent, phase, content.step, tensors.validation_mse);
    skill = Array.from(tensors.skill.data, Number);
    round += 1;
    const isLook = round === Math.ceil(rounds * FUTILE.rounds);
    isFutile = isLook && before !== undefined && gain(before, skill) < FUTILE.gain;
    return !isFutile;
  });
  return { skill, isFutile };
}

async function begin(
  { kernel, handle, parameters }: Descent,
  { phase, finish, depths }: Pass,
  rounds: number,
  drawn_share: number,
): Promise<void> {
  const shares: Partial<Record<Phase, number>> = { regrow: parameters.regrow.weight_share, polish: 0 };
  const regrow_share = shares[phase] ?? null;
  await kernel.call('finish_init', { handle, finish, rounds, depths, drawn_share, regrow_share });
}

/** By what share of it the skill of the depth that grew most has grown. */
function gain(before: readonly number[], after: readonly number[]): number {
  return Math.max(...after.map((skill, d) => skill / Math.max(before[d] ?? 0, Number.EPSILON) - 1));
}

/**
 * Of the networks that a pass begins from, how many are drawn. In a short search none: the latent space is good sooner,
 * but where all activations are homogeneous (docs/contest.md, what each phase buys).
 */
function shareOfDrawn(descent: Descent, phase: Pass['phase']): number {
  const { drawn_share, scout } = descent.parameters;
  if (phase === 'regrow' || phase === 'polish') return 0;
  if (drawn_share < 1 && isShort(descent) && !isHomogeneous(descent.space)) return 0;
  return phase === 'scout' ? scout.drawn_share : drawn_share;
}

/** Whether there is no time for half a cycle of the finish. */
function isShort(descent: Descent): boolean {
  const { latent_share, scout, polish } = descent.parameters;
  const left = (1 - latent_share - scout.share - polish.share) * descent.budget.total;
  return left < cycleLength(descent) / 2;
}

/** Whether every activation f has f(c v) = c f(v) for all c > 0. */
function isHomogeneous({ activations }: Space): boolean {
  return activations.every((activation) => activation === 'leaky_relu' || activation === 'linear');
}

/** Of a cycle of the finish, in the budget's unit. */
export function cycleLength({ budget, parameters: { regrow } }: Descent): number {
  return budget.unit === 'seconds' ? regrow.cycle_seconds : regrow.cycle_steps;
}

/** Offers networks of the generator's, which take the place of those before. */
async function offerDrawn(descent: Descent): Promise<void> {
  const { kernel, handle, space, parameters, budget } = descent;
  const { drawn, seed } = parameters;
  const first = descent.batches * drawn.networks;
  descent.batches += 1;
  const label = `search/${seed}/drawn`;
  const networks = drawnNetworks(densely(space, drawn), 'networks', label, drawn.networks, first);
  const { content } = await kernel.call('offer_networks', { handle, rows: drawn.rows }, networks);
  budget.done(content.step);
}

/** Adds to the history what the kernel says after step `step`, and moves the bar. */
export function note(
  { context, space, budget, history }: Descent,
  phase: Phase,
  step: number,
  validation_mse: Tensor,
): void {
  budget.done(step);
  history.push(...historyRows(phase, step, budget.seconds(), space.depths, validation_mse));
  context.progress(Math.min(budget.spent(), budget.total), budget.total, budget.unit, phase);
}

function historyRows(
  phase: Phase,
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
