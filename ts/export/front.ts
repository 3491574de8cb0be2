import type { Front, FrontNetwork } from '../schema/types.ts';
import { fvu, measure, standardError } from './measure.ts';

/** A network that a search found, measured on validation and test rows. */
export interface Found extends FrontNetwork {
  /** Of the mean squared validation error. */
  readonly standard_error: number;
  /** Mean squared validation error over the target's variance on these rows. */
  readonly fvu: number;
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
    fvu: fvu(validation),
  };
}

/** What the front says beside its networks. */
export type About = Omit<Front, 'networks' | 'chosen' | 'selection'>;

/**
 * The front of what a search found: Pareto set and choice by validation. Null where no network has a finite
 * validation error.
 */
export function buildFront(about: About, networks: readonly Found[]): Front | null {
  const { task, unit, seed, seconds, steps, baselines } = about;
  const set = paretoSet(networks);
  const choice = chooseFrom(set);
  if (choice === null) return null;
  const { chosen, rule } = choice;
  return {
    task,
    unit,
    ...(seed === undefined ? {} : { seed }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(steps === undefined ? {} : { steps }),
    networks: set.map(frontNetwork),
    chosen,
    selection: {
      by: 'validation',
      rule,
      reason: REASONS[rule],
      most_nonzeros: null,
      distrusted: 0,
      noise: null,
    },
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
    const choice = chooseFrom(set);
    return choice === null ? [] : [{ depth, networks: set.map(frontNetwork), chosen: choice.chosen }];
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

/** Errors below this share of the target's variance are small, and below `exact` all alike. */
const CLEAN = { small: 1e-3, exact: 1e-6 };
/** What twice the size must divide a small error by. */
const BUYS = 10;

const REASONS = {
  'one-standard-error':
    'the fewest non-zeros within one standard error of the least error on the validation rows',
  knee: `where errors are below ${CLEAN.small} of the target's variance, a standard error is nearly nothing: the size from which twice as many non-zeros divide the error by less than ${BUYS}`,
} as const;

/** A position in a Pareto set, and the rule that chose it. */
export interface Choice {
  readonly chosen: number;
  readonly rule: keyof typeof REASONS;
}

/**
 * The one-standard-error rule: of a Pareto set (fewest non-zeros first) the first network whose validation error is at
 * most the best one's plus its standard error. Where there are smaller ones with small errors, the knee: the one of them
 * from which a larger size buys too little. Null for an empty set.
 */
export function chooseFrom(set: readonly Found[]): Choice | null {
  const best = set.at(-1);
  if (!best) return null;
  const limit = error(best) + best.standard_error;
  const first = set.findIndex((network) => error(network) <= limit);
  const price = ({ fvu: share, nonzeros }: Found) =>
    Math.log(Math.max(share, CLEAN.exact)) / Math.log(BUYS) + Math.log2(Math.max(1, nonzeros));
  const knee = set
    .slice(0, first + 1)
    .map((network, place) => ({ network, place }))
    .filter(({ network }) => network.fvu <= CLEAN.small)
    .toSorted((a, b) => price(a.network) - price(b.network))[0];
  return knee && knee.place < first
    ? { chosen: knee.place, rule: 'knee' }
    : { chosen: first, rule: 'one-standard-error' };
}

function error({ validation }: Found): number {
  return validation.mse ?? validation.log_loss ?? Number.POSITIVE_INFINITY;
}

function frontNetwork({ standard_error, fvu: _, ...network }: Found): FrontNetwork {
  return network;
}
