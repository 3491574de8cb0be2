import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Contest, type Entry, judge } from '../../contest/contest.ts';
import { type Dependency, type StageContext, StageError } from '../../dag/operation.ts';
import type { Run } from '../../report/contest.ts';
import type { Front } from '../../schema/types.ts';
import { readJson } from '../results.ts';
import type { AboutRival } from '../rivals/rival.ts';

/** A front, and whose it is. */
export interface Compared {
  readonly stage: string;
  readonly method: string;
  readonly front: Front;
}

/** A rival's method is its kind; a search's is its stage's name, without what its matrix adds and `-on-TASKS`. */
export function readCompared({ stage, folder }: Dependency): Compared {
  const about = existsSync(join(folder, 'about.json'))
    ? readJson<Partial<AboutRival>>(folder, 'about.json')
    : {};
  const method = about.rival?.kind ?? stage.split(/@|-on-/)[0] ?? stage;
  return { stage, method, front: readJson<Front>(folder, 'front.json') };
}

/** The artifacts in `role`, one or several. */
export function dependenciesIn({ deps }: Pick<StageContext, 'deps'>, role: string): Dependency[] {
  return [deps[role] ?? []].flat() as Dependency[];
}

/** The fronts as a contest of `ours` against every other method, on test rows. Throws as `entriesOf` does. */
export function hold(fronts: readonly Compared[], ours: string): Contest {
  return judge(entriesOf(fronts, ours), ours);
}

/**
 * The fronts by their test rows, in their order. Throws a StageError where `ours` is not among the methods, or two fronts are
 * of the same method, task and seed.
 */
export function entriesOf(fronts: readonly Compared[], ours: string): Entry[] {
  const methods = [...new Set(fronts.map(({ method }) => method))];
  if (!methods.includes(ours)) {
    throw new StageError(
      `no front is of the method \`${ours}\`: \`ours\` is one of ${methods.join(', ')}`,
      'user',
    );
  }
  const entries = fronts.map(({ method, front: { task, seed = 0, networks } }) => ({
    task,
    method,
    seed,
    points: networks.map(({ nonzeros, test }) => ({ nonzeros, fvu: 1 - (test.r2 ?? Number.NaN) })),
  }));
  const seen = new Map<string, string>();
  entries.forEach(({ task, method, seed }, i) => {
    const key = JSON.stringify([task, method, seed]);
    const stage = fronts[i]?.stage ?? '';
    const other = seen.get(key);
    if (other !== undefined) {
      throw new StageError(
        `${other} and ${stage} are both of the method ${method} on ${task} with seed ${seed}: give them different seeds`,
        'user',
      );
    }
    seen.set(key, stage);
  });
  return entries;
}

/** What is drawn and printed of the fronts: scores on test rows. */
export function runsOf(fronts: readonly Compared[]): Run[] {
  return fronts.map(({ method, front: { task, seed = 0, seconds, networks } }) => ({
    task,
    method,
    seed,
    seconds: seconds ?? null,
    networks: networks.map(({ nonzeros, test }) => ({ nonzeros, r2: test.r2, mpe: test.mpe })),
  }));
}
