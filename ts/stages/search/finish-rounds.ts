import type { Kernel, Reply } from '../../kernel/index.ts';
import type { Budget } from '../budget.ts';

/** A finish that was begun: its handle, how many rounds it is to have, and until when, in the budget's unit. */
export interface Rounds {
  readonly kernel: Kernel;
  readonly handle: string;
  readonly budget: Budget;
  readonly signal: AbortSignal;
  readonly rounds: number;
  readonly end: number;
  /** How many times as long the first round takes as the last. */
  readonly taper: number;
}

/**
 * Round after round until the budget has been spent up to `end`; `ended` gets what the kernel says after each, and
 * returns whether to go on.
 *
 * Of steps each round gets as many. Of seconds each gets its share, and as many steps as fit into it before its end
 * (comparing and pruning), by what steps and ends took last; the first takes a step to see.
 */
export async function runRounds(work: Rounds, ended: (reply: Reply<'end_round'>) => boolean): Promise<void> {
  const { kernel, handle, budget, signal, rounds, end } = work;
  const isTimed = budget.unit === 'seconds';
  const taper = isTimed ? work.taper : 1;
  let pace: Pace | null = null;
  for (let round = 0; round < rounds && budget.spent() < end; round++) {
    const due = budget.spent() + (end - budget.spent()) * shareOfRound(round, rounds, taper);
    let rate: number = pace?.rate ?? (isTimed ? await polish(work, 1) : 0);
    const left = due - (pace?.ending ?? 0) - budget.spent();
    const steps = budget.stepsFor(left, rate);
    if (pace || !isTimed || left * rate >= 1) rate = await polish(work, steps);
    const before = budget.seconds();
    const reply = await kernel.call('end_round', { handle }, {}, { signal });
    pace = { rate, ending: isTimed ? budget.seconds() - before : 0 };
    if (!ended(reply)) return;
  }
}

/** What was measured last: steps a second, and what ending a round takes, in seconds. */
interface Pace {
  readonly rate: number;
  readonly ending: number;
}

/** `steps` steps; returns the rate, in steps a second. */
async function polish({ kernel, handle, budget, signal }: Rounds, steps: number): Promise<number> {
  const before = budget.seconds();
  const { content } = await kernel.call('finish_steps', { handle, steps }, {}, { signal });
  budget.done(content.step);
  return steps / (budget.seconds() - before);
}

/** What round `round` gets of what is left for it and those after it, where the first gets `taper` times the last's. */
function shareOfRound(round: number, rounds: number, taper: number): number {
  const size = (r: number) => taper ** (-r / Math.max(1, rounds - 1));
  let left = 0;
  for (let r = round; r < rounds; r++) left += size(r);
  return size(round) / left;
}
