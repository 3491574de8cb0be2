import type { StageContext } from '../dag/operation.ts';
import type { Kernel, Tensor } from '../kernel/index.ts';
import type { SearchParameters } from '../schema/types.ts';
import type { Budget } from './budget.ts';

/** One point of a search's history: the best hard network of a depth so far, or (latent.keep last) at the last look. */
export interface HistoryRow {
  readonly phase: 'latent' | 'finish';
  readonly step: number;
  readonly seconds: number;
  readonly depth: number;
  /** On the rows at which networks are compared, in the units of the scaled target. */
  readonly validation_mse: number;
}

/** A request of the latent search: long enough to hide the wire, short enough for a bar that moves. */
const REQUEST_SECONDS = 0.3;

/**
 * Runs the latent search of `handle`, then its finish, until the budget is spent, and returns the history.
 *
 * With a budget of steps the schedule is fixed, so that the same seed gives the same networks. With seconds, each
 * round of the finish gets an equal share of the time left, and as many steps as the round before lets expect.
 */
export async function descend(
  context: StageContext,
  kernel: Kernel,
  handle: string,
  depths: readonly number[],
  { latent_share, finish }: SearchParameters,
  budget: Budget,
): Promise<HistoryRow[]> {
  const history: HistoryRow[] = [];
  /** Sends `steps` steps; returns the rate, in steps a second. */
  const send = async (phase: HistoryRow['phase'], steps: number): Promise<number> => {
    const method = phase === 'latent' ? 'search_steps' : 'finish_round';
    const before = budget.seconds();
    const { content, tensors } = await kernel.call(method, { handle, steps }, {}, { signal: context.signal });
    budget.done(content.step);
    history.push(...historyRows(phase, content.step, budget.seconds(), depths, tensors.validation_mse));
    context.progress(Math.min(budget.spent(), budget.total), budget.total, budget.unit, phase);
    return steps / (budget.seconds() - before);
  };

  const share = finish.enabled ? latent_share : 1;
  await spendOnLatent(budget, share * budget.total, (steps) => send('latent', steps));
  if (!finish.enabled) return history;
  const rounds =
    budget.unit === 'steps' ? Math.min(finish.rounds, budget.total - budget.steps) : finish.rounds;
  if (rounds < 1) return history;
  await kernel.call('finish_init', { handle, finish, rounds });
  await spendOnRounds(budget, rounds, (steps) => send('finish', steps));
  return history;
}

type Send = (steps: number) => Promise<number>;

async function spendOnLatent(budget: Budget, limit: number, send: Send): Promise<void> {
  let rate = 0;
  while (limit - budget.spent() >= (budget.unit === 'steps' ? 1 : 0)) {
    const paid = budget.stepsFor(limit - budget.spent(), rate);
    rate = await send(Math.max(1, Math.min(paid, Math.round(rate * REQUEST_SECONDS))));
  }
}

async function spendOnRounds(budget: Budget, rounds: number, send: Send): Promise<void> {
  let rate = 0;
  for (let round = 0; round < rounds && budget.spent() < budget.total; round++) {
    rate = await send(budget.stepsFor((budget.total - budget.spent()) / (rounds - round), rate));
  }
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
