import type { StageContext } from '../../dag/operation.ts';
import type { Dealing } from '../../data/folds.ts';
import { groupsOf } from '../../data/rows.ts';
import type { Kernel } from '../../kernel/index.ts';
import type { SearchParameters } from '../../schema/types.ts';
import { type Budget, partOf } from '../budget.ts';
import type { FoldFront } from '../folds/front.ts';
import { affordable, loadOf, Pace } from '../folds/plan.ts';
import { dealingOf, type FoldRows, foldRows } from '../folds/rows.ts';
import { findByFolds, type LoadedSpace } from '../folds/search.ts';
import type { Group } from './split.ts';

/** Groups that are searched in one population: enough to keep a kernel busy, few enough to share the time by. */
const TOGETHER = 100;

/** A group, and how its rows are dealt. */
interface Dealt {
  readonly group: Group;
  readonly rows: FoldRows;
}

/** Finds a front for each group; `found` is told of each, null where nothing has a finite error. */
export async function searchGroups(
  context: StageContext,
  kernel: Kernel,
  parameters: SearchParameters,
  groups: readonly Group[],
  loaded: LoadedSpace | null,
  budget: Budget,
  found: (group: Group, front: FoldFront | null, rows: FoldRows) => void,
): Promise<void> {
  const left = populations(dealt(parameters, groups, kernel, budget));
  const pace = new Pace();
  let done = 0;
  for (let next = left.shift(); next; next = left.shift()) {
    const weight = weightOf(next);
    const share = weight / [next, ...left].reduce((sum, each) => sum + weightOf(each), 0);
    const tables = next.map(({ group: { table }, rows }) => ({ table, rows }));
    const [first, ...others] = tables as [(typeof tables)[number], ...typeof tables];
    const count = next.length;
    const fronts = await findByFolds(
      context,
      kernel,
      {
        parameters,
        tables: [first, ...others],
        loaded: loaded?.readsTables ? loaded : null,
        budget: partOf(budget, share),
        untrained: null,
        pace,
      },
      (step, total) =>
        context.progress(
          done + Math.floor((count * Math.min(step, total)) / Math.max(1, total)),
          groups.length,
          'groups',
        ),
    );
    next.forEach(({ group, rows }, place) => {
      found(group, fronts[place] ?? null, rows);
    });
    done += count;
    context.progress(done, groups.length, 'groups');
  }
}

/** The rows of every group in folds: in as many as a table by itself, where there is time for them, otherwise once in `beyond`. */
function dealt(
  parameters: SearchParameters,
  groups: readonly Group[],
  kernel: Kernel,
  budget: Budget,
): Dealt[] {
  const once: Dealing = { number: parameters.folds.beyond, repeats: 1 };
  const usual = ({ table }: Group) => dealingOf(parameters, table, false) ?? once;
  const all = groups.map((group) => ({ group, rows: foldRows(group.table, usual(group), parameters) }));
  if (budget.unit === 'steps' || isPaidFor(parameters, all, kernel, budget)) return all;
  return groups.map((group) => ({ group, rows: foldRows(group.table, once, parameters) }));
}

function isPaidFor(
  { folds }: SearchParameters,
  all: readonly Dealt[],
  kernel: Kernel,
  budget: Budget,
): boolean {
  const seconds = (kernel.hello.threads / 2) * (budget.total - budget.spent());
  const load = { ...loadOf(all.map(({ rows }) => rows)), tables: all.length };
  const { isEnough, hurried } = affordable(folds, load, seconds);
  return isEnough && !hurried;
}

/** Groups that can be searched together, at most TOGETHER, those of as many rows side by side. */
function populations(all: readonly Dealt[]): Dealt[][] {
  const keys = all.map(({ rows: { views, loss } }) => `${loss} ${views.views} ${views.repeats}`);
  return [...groupsOf(keys).values()].flatMap((places) => {
    const same = places.map((place) => all[place] as Dealt);
    const bySize = same.toSorted((a, b) => a.rows.rows.count - b.rows.rows.count);
    const number = Math.ceil(bySize.length / TOGETHER);
    return Array.from({ length: number }, (_, i) =>
      bySize.slice(Math.floor((i * bySize.length) / number), Math.floor(((i + 1) * bySize.length) / number)),
    );
  });
}

function weightOf(population: readonly Dealt[]): number {
  return population.reduce((sum, { rows }) => sum + rows.rows.count * rows.views.views, 0);
}
