import type { Front, FrontNetwork } from '../schema/types.ts';
import { measure, standardError } from './measure.ts';

/** A network that a search found, measured on validation and test rows. */
export interface Found extends FrontNetwork {
  /** Of the mean squared validation error. */
  readonly standard_error: number;
}

/** What networks answer, or should answer, in the target's unit. */
export interface Answers {
  readonly validation: Float64Array;
  readonly test: Float64Array;
}

/** A network with the measures of what it answers. */
export function found(
  network: Omit<FrontNetwork, 'validation' | 'test'>,
  answers: Answers,
  truth: Answers,
): Found {
  const validation = { prediction: answers.validation, truth: truth.validation };
  return {
    ...network,
    validation: measure(validation),
    test: measure({ prediction: answers.test, truth: truth.test }),
    standard_error: standardError(validation),
  };
}

/** What the front says beside its networks. */
export type About = Omit<Front, 'networks' | 'chosen'>;

/**
 * The front of what a search found: Pareto set and choice by validation. Null where no network has a finite
 * validation error.
 */
export function buildFront(about: About, networks: readonly Found[]): Front | null {
  const { task, unit, seed, seconds, steps, baselines } = about;
  const set = paretoSet(networks);
  const chosen = chooseFrom(set);
  if (chosen === null) return null;
  return {
    task,
    unit,
    ...(seed === undefined ? {} : { seed }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(steps === undefined ? {} : { steps }),
    networks: set.map(frontNetwork),
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
export function buildDepthFronts(networks: readonly Found[]): DepthFront[] {
  const depths = [...new Set(networks.map(({ depth }) => depth))].sort((a, b) => a - b);
  return depths.flatMap((depth) => {
    const set = paretoSet(networks.filter((network) => network.depth === depth));
    const chosen = chooseFrom(set);
    return chosen === null ? [] : [{ depth, networks: set.map(frontNetwork), chosen }];
  });
}

/**
 * The networks that no other one equals or beats in both validation error and non-zeros (of equals, the first),
 * from the fewest non-zeros to the most. A network without a finite error is in no front.
 */
export function paretoSet(networks: readonly Found[]): Found[] {
  const ranked = networks.toSorted((a, b) => a.nonzeros - b.nonzeros || error(a) - error(b));
  let best = Number.POSITIVE_INFINITY;
  return ranked.filter((network) => {
    const isBetter = error(network) < best;
    if (isBetter) best = error(network);
    return isBetter;
  });
}

/**
 * The one-standard-error rule: the position in a Pareto set (fewest non-zeros first) of the first network whose
 * validation error is at most the best one's plus its standard error. Null for an empty set.
 */
export function chooseFrom(set: readonly Found[]): number | null {
  const best = set.at(-1);
  if (!best) return null;
  const limit = error(best) + best.standard_error;
  return set.findIndex((network) => error(network) <= limit);
}

function error({ validation }: Found): number {
  return validation.mse ?? Number.POSITIVE_INFINITY;
}

function frontNetwork({ standard_error, ...network }: Found): FrontNetwork {
  return network;
}
