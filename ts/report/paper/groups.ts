import type { AboutSpace, Family, MeasuredSpace } from './study.ts';

/** Spaces that differ in their seed alone. */
export interface SpaceGroup {
  /** What they share; the seed is the first member's. */
  readonly about: AboutSpace;
  /** By seed. */
  readonly members: readonly MeasuredSpace[];
}

/** What two spaces must share to be members of one group. */
const SHARED = ['family', 'preset', 'loss', 'masks', 'networks', 'unique_networks'] as const;

export function groupSpaces(spaces: readonly MeasuredSpace[]): SpaceGroup[] {
  const groups = new Map<string, MeasuredSpace[]>();
  for (const space of spaces) {
    const key = JSON.stringify(SHARED.map((name) => space.about[name]));
    groups.set(key, [...(groups.get(key) ?? []), space]);
  }
  return [...groups.values()].flatMap((unordered) => {
    const members = unordered.sort((a, b) => a.about.seed - b.about.seed);
    const [first] = members;
    return first === undefined ? [] : [{ about: first.about, members }];
  });
}

/**
 * The groups that the paper's tables show, one for each family, preset and loss: with the preset's own masks, and of
 * several budgets the greatest.
 */
export function tableGroups(
  groups: readonly SpaceGroup[],
  ownMasks: Readonly<Record<string, string>>,
): SpaceGroup[] {
  const chosen = new Map<string, SpaceGroup>();
  for (const group of groups) {
    const { family, preset, loss, masks, networks } = group.about;
    if (masks !== (ownMasks[preset] ?? masks)) continue;
    const key = JSON.stringify([family, preset, loss]);
    const before = chosen.get(key);
    if (before === undefined || before.about.networks < networks) chosen.set(key, group);
  }
  return [...chosen.values()];
}

/** The presets that occur, the paper's first. */
export function presetsOf(spaces: readonly { readonly preset: string }[]): string[] {
  const names = [...new Set(spaces.map(({ preset }) => preset))].sort();
  return [...names.filter((name) => name === 'paper'), ...names.filter((name) => name !== 'paper')];
}

export const FAMILY_NAMES: Readonly<Record<Family, string>> = {
  sigmoid: 'sigmoid',
  leaky_relu: 'leaky ReLU',
  linear: 'linear',
};

/** Losses by the names of the pipeline's schema, in the order of the paper's Table 1, then ours. */
export const LOSS_NAMES: Readonly<Record<string, string>> = {
  min: 'min loss',
  p_minus_2: 'p = −2 loss',
  p_2: 'p = 2 loss',
  log_fvu: 'log FVU loss',
  fvu: 'FVU loss',
};
