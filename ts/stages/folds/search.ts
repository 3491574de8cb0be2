import type { StageContext } from '../../dag/operation.ts';
import type { Kernel } from '../../kernel/index.ts';
import type { Folds, Front, SearchParameters, Space } from '../../schema/types.ts';
import type { Budget } from '../budget.ts';
import { denseSpace } from '../dense-space.ts';
import { partRows } from '../search-front.ts';
import type { SplitTable } from '../table.ts';
import { type FoldFront, measureFoldFront } from './front.ts';
import { hunted } from './hunt.ts';
import { affordable, loadOf, type Pace } from './plan.ts';
import { type FoldRows, spaceScaling } from './rows.ts';

/** A latent space that is loaded in the kernel. */
export interface LoadedSpace {
  readonly handle: string;
  readonly space: Space;
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
  /** Null: networks begin from random ones alone, as those of several tables do. */
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
  { parameters, tables: searched, loaded, budget, untrained, pace }: FoldSearch,
  progress: (step: number, total: number) => void,
): Promise<(FoldFront | null)[]> {
  const tables = searched.map(({ rows }) => rows) as [FoldRows, ...FoldRows[]];
  const wanted = possible(parameters, loaded?.space ?? null);
  const cores = kernel.hello.threads / 2;
  const paid = pace.worth(cores * (budget.total - budget.spent()));
  const { folds, hurried, first } =
    budget.unit === 'steps'
      ? { folds: wanted, hurried: false, first: null }
      : affordable(wanted, loadOf(tables), paid);
  const space = drawnSpace(parameters, tables);
  const latent =
    loaded && folds.latent.length > 0
      ? { ...loaded, scaling: spaceScaling(tables[0], parameters.scaling, loaded.space) }
      : null;
  const most = tables.map((rows) => mostNumbers(parameters, rows));
  const { found, steps, seconds } = await hunted(
    context,
    kernel,
    { tables, folds, seed: parameters.seed, most: Math.max(...most), space, latent, hurried },
    budget,
    progress,
  );
  if (first) pace.note(first, steps, cores * seconds);
  return searched.map(({ table, rows }, place) => {
    const spaceOf = (kind: number) =>
      latent && kind >= folds.drawn.length ? latent : { space, scaling: rows.standard };
    const { test } = partRows(table);
    const question = { table, test, rows, parameters, most: most[place] as number, spaceOf };
    return measureFoldFront(question, found[place] ?? [], untrained);
  });
}

function mostNumbers({ folds: { most_share, most_nonzeros } }: SearchParameters, { rows }: FoldRows): number {
  return Math.min(Math.floor(most_share * rows.count), most_nonzeros ?? Number.POSITIVE_INFINITY);
}

/** With those latent kinds alone that can be had: of a space that has their depth. */
function possible({ folds }: SearchParameters, space: Space | null): Folds {
  return { ...folds, latent: folds.latent.filter(({ depth }) => space?.depths.includes(depth)) };
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
