import { cellSpread, encodersOf, findRow } from './cells.ts';
import { groupSpaces, type SpaceGroup } from './groups.ts';
import {
  type Difference,
  pairedDifference,
  type Spread,
  spread,
  type Verdict,
  verdictOf,
} from './statistics.ts';
import type { AboutSpace, MeasuredSpace } from './study.ts';

/** Groups of spaces that differ in one thing (and their seeds) alone: an experiment with equal budgets. */
export interface Contest {
  /** What they share; what differs is the first variant's. */
  readonly about: AboutSpace;
  readonly variants: readonly SpaceGroup[];
}

type Factor = 'loss' | 'masks';

const OTHERS: Readonly<Record<Factor, readonly (keyof AboutSpace)[]>> = {
  loss: ['family', 'preset', 'masks', 'networks', 'unique_networks'],
  masks: ['family', 'preset', 'loss', 'networks', 'unique_networks'],
};

/** Every set of spaces that differ in `factor` alone, with at least two of the `values`, in their order. */
export function contestsOver(
  spaces: readonly MeasuredSpace[],
  factor: Factor,
  values: readonly string[],
): Contest[] {
  const sets = new Map<string, SpaceGroup[]>();
  for (const group of groupSpaces(spaces)) {
    if (!values.includes(group.about[factor])) continue;
    const key = JSON.stringify(OTHERS[factor].map((name) => group.about[name]));
    sets.set(key, [...(sets.get(key) ?? []), group]);
  }
  return [...sets.values()].flatMap((unordered) => {
    const place = ({ about }: SpaceGroup) => values.indexOf(about[factor]);
    const variants = unordered.sort((a, b) => place(a) - place(b));
    return variants[0] === undefined || variants.length < 2 ? [] : [{ about: variants[0].about, variants }];
  });
}

/** The measure that variants are compared by: mean MPE of the best decoder, averaged over the depths; null where unknown. */
export function scoreOf({ rows }: MeasuredSpace): number | null {
  const encoders = [...new Set(rows.map(({ encoder }) => encoder))];
  const best = encoders.map((encoder) => findRow(rows, 'best', encoder)?.mpe_mean ?? null);
  return best.some((value) => value === null) ? null : spread(best).mean;
}

/** The scores of a variant over its seeds. */
export function scores({ members }: SpaceGroup): Spread {
  return spread(members.map(scoreOf));
}

/** Whether the first variant's score is lower than the second's, by the seeds that both have. */
export interface Comparison {
  readonly difference: Difference;
  readonly verdict: Verdict;
}

export function compareVariants(first: SpaceGroup, second: SpaceGroup): Comparison {
  const pairs = first.members.flatMap((member) => {
    const other = second.members.find(({ about }) => about.seed === member.about.seed);
    const [a, b] = [scoreOf(member), other === undefined ? null : scoreOf(other)];
    return a === null || b === null ? [] : [[a, b] as const];
  });
  const difference = pairedDifference(
    pairs.map(([a]) => a),
    pairs.map(([, b]) => b),
  );
  return { difference, verdict: verdictOf(difference) };
}

/** Mean MPE of the best decoder by depth of the encoded networks. */
export function bestByEncoder(group: SpaceGroup): { encoder: number; value: Spread }[] {
  return encodersOf(group).map((encoder) => ({
    encoder,
    value: cellSpread(group, 'best', encoder, 'mpe_mean'),
  }));
}
