import { type StageContext, StageError } from '../../dag/operation.ts';
import type { Kernel, Reply } from '../../kernel/index.ts';
import type { Folds, Front, SearchParameters, Space } from '../../schema/types.ts';
import type { Budget } from '../budget.ts';
import { denseSpace } from '../dense-space.ts';
import { partRows } from '../search-front.ts';
import type { SplitTable } from '../table.ts';
import { type FoldFront, measureFoldFront } from './front.ts';
import type { FoldSpace } from './members.ts';
import { affordable } from './plan.ts';
import { type FoldRows, scaledTensors, spaceScaling, viewTensors } from './rows.ts';

const FOLDS = 'folds';

/** A latent space that is loaded in the kernel. */
export interface LoadedSpace {
  readonly handle: string;
  readonly space: Space;
}

/** Seconds of a request: long enough to hide the wire, short enough for a bar that moves. */
const REQUEST_SECONDS = 0.3;
/** Of the time, after which what is under way goes down in fewer sizes and steps: small networks are what is wanted. */
const HURRY = 0.6;

/** What is searched, and with what. */
export interface FoldSearch {
  readonly parameters: SearchParameters;
  readonly table: SplitTable;
  readonly rows: FoldRows;
  /** Null: networks begin from random ones alone. */
  readonly loaded: LoadedSpace | null;
  readonly budget: Budget;
  readonly untrained: Front['baselines']['untrained'];
}

/** Finds small networks where rows are few; null where nothing has a finite error. */
export async function findByFolds(
  context: StageContext,
  kernel: Kernel,
  search: FoldSearch,
): Promise<FoldFront | null> {
  const { parameters, table, rows, loaded, budget, untrained } = search;
  if (rows.seen.length === 0)
    throw new StageError(`no input of ${table.card.table} varies: there is nothing to predict from`, 'user');
  const plain: FoldSpace = { space: drawnSpace(parameters, rows), scaling: rows.standard };
  const latent = loaded && {
    space: loaded.space,
    scaling: spaceScaling(rows, parameters.scaling, loaded.space),
  };
  const { most_share, most_nonzeros } = parameters.folds;
  const most = Math.min(Math.floor(most_share * rows.rows.count), most_nonzeros ?? Number.POSITIVE_INFINITY);
  const wanted = possible(parameters, latent?.space ?? null);
  const cores = kernel.hello.threads / 2;
  const folds = budget.unit === 'steps' ? wanted : affordable(wanted, rows, cores * budget.total);
  const autoencoder = loaded && folds.latent.length > 0 ? loaded.handle : null;
  const content = { handle: FOLDS, space: plain.space, folds, loss: rows.loss, most, autoencoder };
  const begun = await kernel.call(
    'folds_init',
    { ...content, seed: parameters.seed },
    {
      ...scaledTensors(rows, plain.scaling, rows.seen.length),
      ...viewTensors(rows),
      ...spaceTensors(rows, latent),
    },
  );
  try {
    await stepUntilOver(context, kernel, budget, begun.content.total);
    const found = await kernel.call('folds_found', { handle: FOLDS });
    const spaceOf = (kind: number) => (latent && kind >= folds.drawn.length ? latent : plain);
    const { test } = partRows(table);
    return measureFoldFront({ table, test, rows, parameters, most, spaceOf }, found, untrained);
  } finally {
    await kernel.call('release', { handle: FOLDS });
  }
}

async function stepUntilOver(
  { progress, signal }: StageContext,
  kernel: Kernel,
  budget: Budget,
  total: number,
): Promise<void> {
  let rate = 0;
  let reply: Reply<'folds_steps'>['content'] | null = null;
  const isSpent = () => budget.total - budget.spent() < (budget.unit === 'steps' ? 1 : Number.EPSILON);
  while (!reply?.over && !isSpent()) {
    const paid = budget.stepsFor(budget.total - budget.spent(), rate);
    const steps = Math.max(1, Math.min(paid, Math.round(rate * REQUEST_SECONDS)));
    const before = budget.seconds();
    const hurried = budget.unit === 'seconds' && before > HURRY * budget.total;
    reply = (await kernel.call('folds_steps', { handle: FOLDS, steps, hurried }, {}, { signal })).content;
    budget.done(reply.step);
    rate = steps / (budget.seconds() - before);
    progress(Math.min(reply.step, total), total, 'steps', 'folds');
  }
}

/** With those latent kinds alone that can be had: of a space that has their depth. */
function possible({ folds }: SearchParameters, space: Space | null): Folds {
  return { ...folds, latent: folds.latent.filter(({ depth }) => space?.depths.includes(depth)) };
}

function spaceTensors(rows: FoldRows, latent: FoldSpace | null) {
  if (!latent) return {};
  const { x, y } = scaledTensors(rows, latent.scaling, latent.space.inputs);
  return { x_space: x, y_space: y };
}

/** The space of networks that begin from random weights. */
function drawnSpace({ folds }: SearchParameters, { seen, standard }: FoldRows): Space {
  const depths = [...new Set(folds.drawn.map(({ depth }) => depth))].sort((a, b) => a - b);
  return denseSpace({
    inputs: seen.length,
    outputs: standard.outputs.length,
    min_width: 1,
    max_width: folds.max_width,
    depths: depths.length > 0 ? depths : [1],
    activations: ['tanh', 'linear'],
    leaky_slope: 0,
  });
}
