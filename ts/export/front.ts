import type { Front, FrontNetwork } from '../schema/types.ts';
import { measure, mse, standardError } from './measure.ts';

/** A network that a search found, with its predictions in the target's unit on validation and test rows. */
export interface Found extends Omit<FrontNetwork, 'validation' | 'test'> {
  readonly validation: Float64Array;
  readonly test: Float64Array;
}

/** The target on validation and test rows. */
export interface Truth {
  readonly validation: Float64Array;
  readonly test: Float64Array;
}

/** What the front says beside its networks. */
export type About = Omit<Front, 'networks' | 'chosen'>;

/**
 * The front of what a search found: Pareto set and choice by validation, measures on validation and test.
 * Null where no network has a finite validation error.
 */
export function buildFront(about: About, found: readonly Found[], truth: Truth): Front | null {
  const { task, unit, seed, seconds, steps, baselines } = about;
  const set = paretoSet(found, truth.validation);
  const chosen = chooseFrom(set, truth.validation);
  if (chosen === null) return null;
  return {
    task,
    unit,
    ...(seed === undefined ? {} : { seed }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(steps === undefined ? {} : { steps }),
    networks: set.map((network) => frontNetwork(network, truth)),
    chosen,
    baselines,
  };
}

/** The front of one depth by itself. */
export interface DepthFront {
  readonly depth: number;
  /** The Pareto set within the depth, from the fewest non-zeros to the most. */
  readonly networks: readonly FrontNetwork[];
  /** Position of the one that the one-standard-error rule chooses among them. */
  readonly chosen: number;
}

/** For each depth, ascending, the front of the networks found there; none where no network has a finite error. */
export function buildDepthFronts(found: readonly Found[], truth: Truth): DepthFront[] {
  const depths = [...new Set(found.map(({ depth }) => depth))].sort((a, b) => a - b);
  return depths.flatMap((depth) => {
    const set = paretoSet(
      found.filter((network) => network.depth === depth),
      truth.validation,
    );
    const chosen = chooseFrom(set, truth.validation);
    return chosen === null ? [] : [{ depth, networks: set.map((each) => frontNetwork(each, truth)), chosen }];
  });
}

/**
 * The networks that no other one equals or beats in both validation error and non-zeros (of equals, the first),
 * from the fewest non-zeros to the most. A network without a finite error is in no front.
 */
export function paretoSet<T extends Found>(found: readonly T[], truth: Float64Array): T[] {
  const ranked = found
    .map((network) => ({ network, error: mse({ prediction: network.validation, truth }) }))
    .filter(({ error }) => Number.isFinite(error))
    .sort((a, b) => a.network.nonzeros - b.network.nonzeros || a.error - b.error);
  let best = Number.POSITIVE_INFINITY;
  const set: T[] = [];
  for (const { network, error } of ranked) {
    if (error >= best) continue;
    best = error;
    set.push(network);
  }
  return set;
}

/**
 * The one-standard-error rule: the position in a Pareto set (fewest non-zeros first) of the first network whose
 * validation error is at most the best one's plus its standard error. Null for an empty set.
 */
export function chooseFrom(set: readonly Found[], truth: Float64Array): number | null {
  const best = set.at(-1);
  if (!best) return null;
  const pairs = { prediction: best.validation, truth };
  const limit = mse(pairs) + standardError(pairs);
  return set.findIndex(({ validation }) => mse({ prediction: validation, truth }) <= limit);
}

function frontNetwork(found: Found, truth: Truth): FrontNetwork {
  const { depth, nonzeros, nonzeros_raw, neurons, start, file } = found;
  return {
    depth,
    nonzeros,
    nonzeros_raw,
    neurons: [...neurons],
    start,
    validation: measure({ prediction: found.validation, truth: truth.validation }),
    test: measure({ prediction: found.test, truth: truth.test }),
    file,
  };
}
