import type { StageContext } from '../../dag/operation.ts';
import type { Kernel, Reply, Tensor } from '../../kernel/index.ts';
import type { RivalParameters, Space } from '../../schema/types.ts';
import { type Budget, parts } from '../budget.ts';
import { runRounds } from '../search/finish-rounds.ts';
import { densely, drawnNetworks } from '../space/drawn-networks.ts';

/** What a rival works with until its budget is spent. */
export interface Work {
  readonly context: StageContext;
  readonly kernel: Kernel;
  readonly handle: string;
  readonly parameters: RivalParameters;
  readonly space: Space;
  readonly budget: Budget;
}

type StepReply = Reply<'rival_steps' | 'offer_networks' | 'end_round'>;

/** A request of pruning: long enough to hide the wire, short enough for a bar that moves. */
const REQUEST = { seconds: 0.3, steps: 50 };
/** Steps by which the rate is measured before attempts are planned. */
const TRIAL_STEPS = 4;
/** How far into an attempt the trial goes: not at all, as good as. */
const TRIAL_PROGRESS = 1e-9;

/** Draws networks of the space, batch after batch: the next one while the kernel measures the last. */
export async function searchAtRandom(work: Work): Promise<void> {
  const { parameters, space, budget } = work;
  const { networks, rows } = parameters.random_search;
  let batch = 0;
  const draw = (number: number) => batchOf(space, parameters.seed, number, networks);
  let drawn = draw(batch);
  do {
    const measured = offer(work, rows, drawn);
    batch += 1;
    drawn = draw(batch);
    note(work, await measured);
  } while (budget.spent() < budget.total);
}

/** The search's finish from fresh networks, cycle after cycle. */
export async function finishAgainAndAgain(work: Work): Promise<void> {
  const { parameters, space, budget } = work;
  const { cycle_seconds, cycle_steps, drawn: settings, finish } = parameters.finish_only;
  const cycles = parts(budget.total, budget.unit === 'seconds' ? cycle_seconds : cycle_steps);
  const dense = densely(space, settings);
  for (let cycle = 0; cycle < cycles && budget.spent() < budget.total; cycle++) {
    const drawn = batchOf(dense, parameters.seed, cycle, settings.networks);
    note(work, await offer(work, settings.rows, drawn));
    const end = (budget.total * (cycle + 1)) / cycles;
    const left = end - budget.spent();
    const rounds = budget.unit === 'steps' ? Math.min(finish.rounds, Math.floor(left)) : finish.rounds;
    if (rounds < 1) continue;
    const { depths } = space;
    const begin = { depths, drawn_share: 1, regrow_share: null };
    await work.kernel.call('finish_init', { handle: work.handle, finish, rounds, ...begin });
    const { kernel, handle, context } = work;
    const { taper } = finish;
    await runRounds({ kernel, handle, budget, signal: context.signal, rounds, end, taper }, (reply) => {
      note(work, reply);
      return true;
    });
  }
}

/** Dense training and pruning, attempt after attempt, each of equal length. */
export async function pruneAgainAndAgain(work: Work): Promise<void> {
  const { parameters, budget } = work;
  const { attempt_steps } = parameters.direct_prune;
  const isTimed = budget.unit === 'seconds';
  let rate = isTimed ? await step(work, TRIAL_STEPS, 0, TRIAL_PROGRESS) : 0;
  const begin = budget.spent();
  const whole = budget.total - begin;
  const attempts = parts(isTimed ? rate * whole : whole, attempt_steps);
  for (let attempt = 0; attempt < attempts && budget.spent() < budget.total; attempt++) {
    const share = whole / attempts;
    rate = await prune(work, begin + attempt * share, begin + (attempt + 1) * share, rate);
  }
}

/** One attempt, from `begin` to `end` in the budget's unit; returns the rate at its end. */
async function prune(work: Work, begin: number, end: number, rate: number): Promise<number> {
  const { budget } = work;
  let progress = 0;
  let measured = rate;
  while (progress < 1) {
    const left = end - budget.spent();
    const paid = budget.stepsFor(Math.max(0, left), measured);
    const most = budget.unit === 'steps' ? REQUEST.steps : Math.round(measured * REQUEST.seconds);
    const steps = Math.max(1, Math.min(paid, most));
    const isLast = steps >= paid;
    const spent = budget.unit === 'steps' ? steps : steps / measured;
    const from = Math.max(progress, (budget.spent() - begin) / (end - begin));
    const to = isLast ? 1 : Math.min(1, from + spent / (end - begin));
    measured = await step(work, steps, Math.min(from, 1 - Number.EPSILON), to);
    progress = to;
  }
  return measured;
}

/** scikit-learn's networks, one a step, while the next can be expected to fit in. */
export async function fitGrid(work: Work): Promise<void> {
  const { budget } = work;
  const began = budget.spent();
  let longest = 0;
  do {
    const before = budget.spent();
    await step(work, 1, 0, 1);
    longest = Math.max(longest, budget.spent() - before);
  } while (budget.spent() + longest <= budget.total && budget.spent() > began);
}

/** `steps` steps of the rival, from `from` to `to` of the way; returns the rate, in steps a second. */
async function step(work: Work, steps: number, from: number, to: number): Promise<number> {
  const { kernel, handle, budget, context } = work;
  const before = budget.seconds();
  note(work, await kernel.call('rival_steps', { handle, steps, from, to }, {}, { signal: context.signal }));
  return steps / (budget.seconds() - before);
}

function offer(work: Work, rows: number, networks: Record<string, Tensor>): Promise<Reply<'offer_networks'>> {
  const { kernel, handle, context } = work;
  return kernel.call('offer_networks', { handle, rows }, networks, { signal: context.signal });
}

function note({ context, budget, parameters }: Work, { content }: StepReply): void {
  budget.done(content.step);
  context.progress(Math.min(budget.spent(), budget.total), budget.total, budget.unit, parameters.kind);
}

/** Batch `number` of the rival's networks, by depth. */
function batchOf(space: Space, seed: number, number: number, networks: number): Record<string, Tensor> {
  return drawnNetworks(space, 'networks', `rival/${seed}`, networks, number * networks);
}
