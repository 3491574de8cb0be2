import type { StageContext } from '../../dag/operation.ts';
import type { Kernel } from '../../kernel/index.ts';
import type { SearchParameters, Space } from '../../schema/types.ts';
import { type Budget, parts } from '../budget.ts';
import { cycleLength, type Descent, type HistoryRow, note, type Outcome, runPass } from './pass.ts';

/** A request of the latent search: long enough to hide the wire, short enough for a bar that moves. */
const REQUEST_SECONDS = 0.3;
/** Rounds of the last polish: each offers what it has to the archives. */
const POLISH_ROUNDS = 3;

/**
 * Runs the search of `handle` until the budget is spent, and returns the history: the descent in the latent space, a
 * short finish at every depth, at the depths where that did best the finish, cycle after cycle, and a last polish.
 *
 * With a budget of steps the schedule is fixed, so that the same seed gives the same networks. With seconds, what has
 * been measured says how many steps fit into the time left.
 */
export async function descend(
  context: StageContext,
  kernel: Kernel,
  handle: string,
  space: Space,
  parameters: SearchParameters,
  budget: Budget,
): Promise<HistoryRow[]> {
  const descent: Descent = { context, kernel, handle, space, parameters, budget, history: [], batches: 0 };
  const { latent_share, finish, polish } = parameters;
  await descendInLatentSpace(descent, (finish.enabled ? latent_share : 1) * budget.total);
  if (!finish.enabled) return descent.history;
  const skill = await scout(descent);
  const begin = budget.spent();
  const left = (1 - polish.share) * budget.total - begin;
  const cycles = cyclesIn(left, descent);
  const end = (cycle: number) => begin + (left * (cycle + 1)) / cycles;
  const depths =
    skill === null ? await finishAll(descent, cycles, end) : await finishAblest(descent, skill, cycles, end);
  await polishLast(descent, depths);
  return descent.history;
}

async function descendInLatentSpace(descent: Descent, limit: number): Promise<void> {
  const { kernel, handle, budget, context } = descent;
  let rate = 0;
  while (limit - budget.spent() >= (budget.unit === 'steps' ? 1 : 0)) {
    const paid = budget.stepsFor(limit - budget.spent(), rate);
    const steps = Math.max(1, Math.min(paid, Math.round(rate * REQUEST_SECONDS)));
    const before = budget.seconds();
    const { signal } = context;
    const { content, tensors } = await kernel.call('search_steps', { handle, steps }, {}, { signal });
    note(descent, 'latent', content.step, tensors.validation_mse);
    rate = steps / (budget.seconds() - before);
  }
}

/** A short finish at every depth; returns the skill of each, or null where there was none. */
async function scout(descent: Descent): Promise<Outcome['skill']> {
  const { space, budget, parameters } = descent;
  const { latent_share, scout, finish } = parameters;
  const { depths } = space;
  if (scout.share === 0 || depths.length === 1) return null;
  const end = Math.min(latent_share + scout.share, 1) * budget.total;
  const few = { ...finish, networks: scout.networks };
  return (await runPass(descent, { phase: 'scout', finish: few, rounds: scout.rounds, depths, end })).skill;
}

function cyclesIn(left: number, descent: Descent): number {
  return descent.parameters.regrow.enabled ? parts(left, cycleLength(descent)) : 1;
}

/** Every cycle at all depths, which it returns. */
async function finishAll(
  descent: Descent,
  cycles: number,
  end: (cycle: number) => number,
): Promise<readonly number[]> {
  const { finish } = descent.parameters;
  const { depths } = descent.space;
  for (let cycle = 0; cycle < cycles; cycle++) {
    const phase = cycle === 0 ? 'finish' : 'regrow';
    await runPass(descent, { phase, finish, rounds: finish.rounds, depths, end: end(cycle) });
  }
  return depths;
}

/**
 * The first cycles one at each of the depths that were ablest in scouting, a third of all cycles at most; the others
 * where the skill is greatest by then. Networks of one hidden layer are as good as they get when they have been
 * scouted, and often ablest only because deeper ones are not yet. Where a cycle gains nothing, the rest of its time
 * goes to all depths. Returns the depths that were worked on last.
 */
async function finishAblest(
  descent: Descent,
  scouted: readonly number[],
  cycles: number,
  end: (cycle: number) => number,
): Promise<readonly number[]> {
  const { finish, scout } = descent.parameters;
  const { depths } = descent.space;
  const deep = bySkill(scouted).filter((d) => depths[d] !== 1);
  const tried = deep.slice(0, Math.max(1, Math.min(scout.depths, Math.round(cycles / 3))));
  let skill = scouted;
  let last: readonly number[] = depths;
  for (let cycle = 0; cycle < cycles; cycle++) {
    const fresh = tried[cycle];
    const d = fresh ?? bySkill(skill).find((each) => tried.includes(each)) ?? 0;
    const phase = fresh === undefined ? 'regrow' : 'finish';
    last = [depths[d] ?? 1];
    const pass = { phase, finish, rounds: finish.rounds, end: end(cycle) } as const;
    let outcome = await runPass(descent, { ...pass, depths: last, before: skill });
    if (outcome.isFutile) {
      last = depths;
      outcome = await runPass(descent, { ...pass, depths });
    }
    skill = outcome.skill ?? skill;
  }
  return last;
}

/** Indices of depths, the ablest first. */
function bySkill(skill: readonly number[]): number[] {
  return [...skill.keys()].toSorted((a, b) => (skill[b] ?? 0) - (skill[a] ?? 0));
}

/** The best of all sizes once more, on many rows and without pruning: where none is exact, few rows mislead. */
async function polishLast(descent: Descent, depths: readonly number[]): Promise<void> {
  const { finish, polish } = descent.parameters;
  if (polish.share === 0) return;
  const whole = {
    ...finish,
    rows: polish.rows,
    fewest: Number.MAX_SAFE_INTEGER,
    taper: 1,
    replace_fraction: 0,
  };
  const rounds = POLISH_ROUNDS;
  await runPass(descent, { phase: 'polish', finish: whole, rounds, depths, end: descent.budget.total });
}
