import type { StageContext } from '../dag/operation.ts';
import type { Kernel, Tensor } from '../kernel/index.ts';
import type { Finish, SearchParameters, Space } from '../schema/types.ts';
import { type Budget, parts } from './budget.ts';
import { densely, drawnNetworks } from './drawn-networks.ts';

/** One point of a search's history: the best hard network of a depth so far, or (latent.keep last) at the last look. */
export interface HistoryRow {
  readonly phase: 'latent' | 'scout' | 'finish' | 'regrow';
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
  /** Where there is no time for a whole cycle of the finish, nothing is drawn: the latent space is good sooner. */
  readonly isShort: boolean;
  /** Batches of drawn networks so far. */
  batches: number;
}

/** Rounds of polishing and pruning at some depths, until the budget has been spent up to `end`. */
interface Pass {
  readonly phase: 'scout' | 'finish' | 'regrow';
  readonly finish: Finish;
  readonly rounds: number;
  readonly depths: readonly number[];
  readonly end: number;
}

/** A request of the latent search: long enough to hide the wire, short enough for a bar that moves. */
const REQUEST_SECONDS = 0.3;

/**
 * Runs the search of `handle` until the budget is spent, and returns the history: the descent in the latent space, a
 * short finish at every depth, and at the depths where that did best the finish, cycle after cycle.
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
  const descent: Descent = {
    ...{ context, kernel, handle, space, parameters, budget },
    history: [],
    isShort: isShort(parameters, budget),
    batches: 0,
  };
  const { latent_share, finish } = parameters;
  await descendInLatentSpace(descent, (finish.enabled ? latent_share : 1) * budget.total);
  if (!finish.enabled) return descent.history;
  const skill = await scout(descent);
  const begin = budget.spent();
  const cycles = cyclesIn(budget.total - begin, descent);
  const end = (cycle: number) => begin + ((budget.total - begin) * (cycle + 1)) / cycles;
  if (skill === null) await finishAll(descent, cycles, end);
  else await finishAblest(descent, skill, cycles, end);
  return descent.history;
}

function isShort({ latent_share, scout, regrow }: SearchParameters, budget: Budget): boolean {
  return (1 - latent_share - scout.share) * budget.total < cycleLength(regrow, budget);
}

function cycleLength({ cycle_seconds, cycle_steps }: SearchParameters['regrow'], { unit }: Budget): number {
  return unit === 'seconds' ? cycle_seconds : cycle_steps;
}

/** A short finish at every depth; returns the skill of each, or null where there was none. */
async function scout(descent: Descent): Promise<number[] | null> {
  const { space, budget, parameters } = descent;
  const { latent_share, scout, finish } = parameters;
  const { depths } = space;
  if (scout.share === 0 || depths.length === 1) return null;
  const end = Math.min(latent_share + scout.share, 1) * budget.total;
  const few = { ...finish, networks: scout.networks };
  return finishIn(descent, { phase: 'scout', finish: few, rounds: scout.rounds, depths, end });
}

function cyclesIn(left: number, { budget, parameters: { regrow } }: Descent): number {
  return regrow.enabled ? parts(left, cycleLength(regrow, budget)) : 1;
}

/** Every cycle at all depths. */
async function finishAll(descent: Descent, cycles: number, end: (cycle: number) => number): Promise<void> {
  const { finish } = descent.parameters;
  const { depths } = descent.space;
  for (let cycle = 0; cycle < cycles; cycle++) {
    const phase = cycle === 0 ? 'finish' : 'regrow';
    await finishIn(descent, { phase, finish, rounds: finish.rounds, depths, end: end(cycle) });
  }
}

/**
 * The first cycles one at each of the depths that were ablest in scouting, a third of all cycles at most; the others
 * where the skill is greatest by then. Networks of one hidden layer are as good as they get when they have been
 * scouted, and often ablest only because deeper ones are not yet.
 */
async function finishAblest(
  descent: Descent,
  scouted: readonly number[],
  cycles: number,
  end: (cycle: number) => number,
): Promise<void> {
  const { finish, scout } = descent.parameters;
  const deep = bySkill(scouted).filter((d) => descent.space.depths[d] !== 1);
  const tried = deep.slice(0, Math.max(1, Math.min(scout.depths, Math.round(cycles / 3))));
  let skill = scouted;
  for (let cycle = 0; cycle < cycles; cycle++) {
    const fresh = tried[cycle];
    const d = fresh ?? bySkill(skill).find((each) => tried.includes(each)) ?? 0;
    const phase = fresh === undefined ? 'regrow' : 'finish';
    const depths = [descent.space.depths[d] ?? 1];
    const pass = { phase, finish, rounds: finish.rounds, depths, end: end(cycle) } as const;
    skill = (await finishIn(descent, pass)) ?? skill;
  }
}

/** Indices of depths, the ablest first. */
function bySkill(skill: readonly number[]): number[] {
  return [...skill.keys()].toSorted((a, b) => (skill[b] ?? 0) - (skill[a] ?? 0));
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
 * A pass from the best of the latent search and fresh drawn networks, or, to regrow, from the best so far; returns the
 * skill of every depth of the space after it, or null where there was no budget for a round.
 */
async function finishIn(descent: Descent, pass: Pass): Promise<number[] | null> {
  const { kernel, handle, budget, parameters } = descent;
  const { phase, finish, depths, end } = pass;
  const drawn_share = shareOfDrawn(descent, phase);
  const isOver = () => end - budget.spent() < (budget.unit === 'steps' ? 1 : Number.EPSILON);
  if (isOver()) return null;
  if (phase !== 'regrow' && drawn_share > 0) await offerDrawn(descent);
  if (isOver()) return null;
  const rounds =
    budget.unit === 'steps' ? Math.min(pass.rounds, Math.floor(end - budget.spent())) : pass.rounds;
  const regrow_share = phase === 'regrow' ? parameters.regrow.weight_share : null;
  const begin = { drawn_share, regrow_share };
  await kernel.call('finish_init', { handle, finish, rounds, depths, ...begin });
  let skill: number[] | null = null;
  let rate = 0;
  for (let round = 0; round < rounds && budget.spent() < end; round++) {
    const steps = budget.stepsFor((end - budget.spent()) / (rounds - round), rate);
    const sent = await send(descent, phase, steps);
    rate = sent.rate;
    skill = Array.from(sent.skill?.data ?? [], Number);
  }
  return skill;
}

/** Of the networks that a pass begins from, how many are drawn. */
function shareOfDrawn({ isShort, parameters }: Descent, phase: Pass['phase']): number {
  const { drawn_share, scout } = parameters;
  if (isShort && drawn_share < 1) return 0;
  return phase === 'scout' ? scout.drawn_share : drawn_share;
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
