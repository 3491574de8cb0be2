import type { StageContext } from '../../dag/operation.ts';
import type { Kernel } from '../../kernel/index.ts';
import type { Folds, Front, SearchParameters, Space } from '../../schema/types.ts';
import type { Budget } from '../budget.ts';
import { partRows } from '../search/front.ts';
import { denseSpace } from '../space/dense.ts';
import type { SplitTable } from '../tables/table.ts';
import { type FoldFront, measureFoldFront } from './front.ts';
import { type Found, type Hunt, hunted } from './hunt.ts';
import { affordable, isCheaper, loadOf, type Pace, type Plan } from './plan.ts';
import { type FoldRows, spaceScaling } from './rows.ts';

/** A latent space that is loaded in the kernel. */
export interface LoadedSpace {
  readonly handle: string;
  readonly space: Space;
  /** Whether its encoder reads tables: its networks are then those of the search's own space, and see rows as they do. */
  readonly readsTables: boolean;
}

/** A table, and how a search over folds takes its rows. */
export interface FoldTable {
  readonly table: SplitTable;
  readonly rows: FoldRows;
}

/** What is searched, and with what. */
export interface FoldSearch {
  readonly parameters: SearchParameters;
  /** In one population: of as many views, repeats and outputs, and one loss. */
  readonly tables: readonly [FoldTable, ...FoldTable[]];
  /** Null: networks begin from random ones alone. For several tables one that reads tables. */
  readonly loaded: LoadedSpace | null;
  readonly budget: Budget;
  readonly untrained: Front['baselines']['untrained'];
  /** What searches before this one have shown, and this one notes. */
  readonly pace: Pace;
}

/** Finds small networks where rows are few: a front for each table, null where nothing has a finite error. */
export async function findByFolds(
  context: Pick<StageContext, 'signal'>,
  kernel: Kernel,
  search: FoldSearch,
  progress: (step: number, total: number) => void,
): Promise<(FoldFront | null)[]> {
  const { parameters, tables, untrained } = search;
  const { hunt, found } = await huntInTime(context, kernel, search, progress);
  const { space, latent, folds } = hunt;
  const embeds = latent?.embeds;
  return tables.map(({ table, rows }, place) => {
    const spaceOf = (kind: number) =>
      embeds && kind >= folds.drawn.length ? embeds : { space, scaling: rows.standard };
    const { test } = partRows(table);
    const question = { table, test, rows, parameters, most: mostNumbers(parameters, rows), spaceOf };
    return measureFoldFront(question, found[place] ?? [], untrained);
  });
}

/** Plans that are begun anew at most, where the one before turned out to take too long. */
const MOST_PLANS = 3;

/** Hunts by what the time pays for: less where the beginning shows that it would not be done in time. */
async function huntInTime(
  context: Pick<StageContext, 'signal'>,
  kernel: Kernel,
  search: FoldSearch,
  progress: (step: number, total: number) => void,
): Promise<{ hunt: Hunt; found: Found }> {
  const { budget, pace } = search;
  const cores = kernel.hello.threads / 2;
  const paid = () => cores * (budget.total - budget.spent());
  for (let plans = 1; ; plans++) {
    const plan = planOf(search, paid());
    const hunt = huntOf(search, plan);
    const found = await hunted(context, kernel, hunt, budget, progress, (taken) => {
      pace.note(plan, { ...taken, seconds: cores * taken.seconds });
      const isLast = plans === MOST_PLANS || !isCheaper(planOf(search, paid()), plan);
      return !isLast && pace.isTooLong(plan, paid());
    });
    if (found) return { hunt, found };
  }
}

function planOf({ parameters, tables, loaded, budget, pace }: FoldSearch, paid: number): Plan {
  const wanted = possible(parameters, loaded);
  if (budget.unit === 'steps') return { folds: wanted, hurried: false, first: [], isEnough: true };
  return affordable(wanted, loadOf(tables.map(({ rows }) => rows)), pace.worth(paid));
}

function huntOf({ parameters, tables: searched, loaded }: FoldSearch, { folds, hurried }: Plan): Hunt {
  const tables = searched.map(({ rows }) => rows) as [FoldRows, ...FoldRows[]];
  return {
    tables,
    folds,
    hurried,
    seed: parameters.seed,
    most: Math.max(...tables.map((rows) => mostNumbers(parameters, rows))),
    space: drawnSpace(parameters, tables),
    latent: loaded && latentOf(loaded, tables[0], parameters),
  };
}

function latentOf(loaded: LoadedSpace, rows: FoldRows, { scaling }: SearchParameters): Hunt['latent'] {
  const { handle, space, readsTables } = loaded;
  return readsTables
    ? { handle }
    : { handle, embeds: { space, scaling: spaceScaling(rows, scaling, space) } };
}

function mostNumbers({ folds: { most_share, most_nonzeros } }: SearchParameters, { rows }: FoldRows): number {
  return Math.min(Math.floor(most_share * rows.count), most_nonzeros ?? Number.POSITIVE_INFINITY);
}

/**
 * With those latent kinds alone that can be had: of a space that has their depth; where it reads tables after the first kind,
 * which is had in less time than they.
 */
function possible({ folds }: SearchParameters, loaded: LoadedSpace | null): Folds {
  const latent = folds.latent.filter(({ depth }) => loaded?.space.depths.includes(depth));
  if (!loaded?.readsTables) return { ...folds, latent };
  const bent = loaded.space.max_width - 1;
  const read = latent.map((kind) => ({ ...kind, neurons: bent, linear: true, read: true }));
  const [first, ...others] = folds.drawn;
  const drawn = [...(first ? [first] : []), ...read, ...others].toSorted((a, b) => a.depth - b.depth);
  return { ...folds, drawn, latent: [] };
}

/** The space of networks that begin from random weights. */
function drawnSpace({ folds }: SearchParameters, tables: readonly FoldRows[]): Space {
  const depths = [...new Set(folds.drawn.map(({ depth }) => depth))].sort((a, b) => a - b);
  return denseSpace({
    inputs: Math.max(...tables.map(({ seen }) => seen.length)),
    outputs: tables[0]?.standard.outputs.length ?? 1,
    min_width: 1,
    max_width: folds.max_width,
    depths: depths.length > 0 ? depths : [1],
    activations: ['tanh', 'linear'],
    leaky_slope: 0,
  });
}
