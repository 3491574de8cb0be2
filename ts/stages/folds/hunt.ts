import type { StageContext } from '../../dag/operation.ts';
import { float32, type Kernel, type Reply, type Tensor } from '../../kernel/index.ts';
import type { Folds, Space } from '../../schema/types.ts';
import type { Budget } from '../budget.ts';
import type { FoldSpace } from './members.ts';
import type { Taken } from './plan.ts';
import { type FoldRows, scaledTensors } from './rows.ts';

const FOLDS = 'folds';

/** Seconds of a request: long enough to hide the wire, short enough for a bar that moves. */
const REQUEST_SECONDS = 0.3;
/** Of the time, and steps, after which it is seen whether a plan can be done in it. */
const TRIAL = { share: 0.05, steps: 3 };
/** Of the time, after which what is under way goes down in fewer sizes and steps: small networks are what is wanted. */
const HURRY = 0.6;

/** A network that was fitted to all rows of a table, and what those of the folds answered in its place. */
export interface FoundNetwork {
  /** Its place in `folds.drawn`, then `folds.latent`; -1: a line. */
  readonly kind: number;
  readonly depth: number;
  readonly start: number;
  /** Standard deviation of the rows about it, in the units of the scaled target. */
  readonly noise: number;
  /** In the layout of its kind's space, zeros after it. */
  readonly packed: Float32Array;
  /** [R, O, U]: NaN where none answered. */
  readonly leftOut: Float32Array;
}

/** What is hunted for in one population: tables that have as many views, repeats and outputs, and one loss. */
export interface Hunt {
  readonly tables: readonly [FoldRows, ...FoldRows[]];
  readonly folds: Folds;
  readonly seed: number;
  /** Most numbers of a network that is kept. */
  readonly most: number;
  /** Of networks that begin from random weights: as many inputs as vary in the table where most do. */
  readonly space: Space;
  /** Where some begin from a latent space: one that reads tables, or one that embeds functions, which needs one table. */
  readonly latent: { readonly handle: string; readonly embeds?: FoldSpace } | null;
  /** Whether time is short from the beginning. */
  readonly hurried: boolean;
}

/** What was found for each table. */
export type Found = readonly (readonly FoundNetwork[])[];

/** Hunts until it is over, `budget` is spent, or after a trial `isTooSlow` says so: then null. */
export async function hunted(
  context: Pick<StageContext, 'signal'>,
  kernel: Kernel,
  hunt: Hunt,
  budget: Budget,
  progress: (step: number, total: number) => void,
  isTooSlow: (taken: Taken) => boolean,
): Promise<Found | null> {
  const { tables, folds, seed, most, space, latent } = hunt;
  const begun = await kernel.call(
    'folds_init',
    { handle: FOLDS, space, folds, loss: tables[0].loss, most, seed, autoencoder: latent?.handle ?? null },
    tensorsOf(hunt),
  );
  try {
    const isOver = await stepUntilOver(
      context,
      kernel,
      hunt,
      budget,
      (step) => progress(step, begun.content.total),
      isTooSlow,
    );
    if (!isOver) return null;
    const reply = await kernel.call('folds_found', { handle: FOLDS });
    return tables.map((table, place) => foundFor(table, place, reply));
  } finally {
    await kernel.call('release', { handle: FOLDS });
  }
}

/** False where it is too slow to go on. */
async function stepUntilOver(
  { signal }: Pick<StageContext, 'signal'>,
  kernel: Kernel,
  hunt: Hunt,
  budget: Budget,
  progress: (step: number) => void,
  isTooSlow: (taken: Taken) => boolean,
): Promise<boolean> {
  let rate = 0;
  let isTried = budget.unit === 'steps';
  // The first steps wait for what a kernel does once.
  let first: { step: number; seconds: number } | null = null;
  let reply: Reply<'folds_steps'>['content'] | null = null;
  const isSpent = () => budget.total - budget.spent() < (budget.unit === 'steps' ? 1 : Number.EPSILON);
  while (!reply?.over && !isSpent()) {
    const paid = budget.stepsFor(budget.total - budget.spent(), rate);
    const steps = Math.max(1, Math.min(paid, Math.round(rate * REQUEST_SECONDS)));
    const before = budget.seconds();
    const isLate = budget.unit === 'seconds' && before > HURRY * budget.total;
    const content = { handle: FOLDS, steps, hurried: hunt.hurried || isLate };
    reply = (await kernel.call('folds_steps', content, {}, { signal })).content;
    budget.done(reply.step);
    rate = steps / (budget.seconds() - before);
    progress(reply.step);
    first ??= { step: reply.step, seconds: budget.seconds() };
    const taken = { from: first.step, to: reply.step, seconds: budget.seconds() - first.seconds };
    const isTelling = budget.seconds() > TRIAL.share * budget.total && taken.to - taken.from >= TRIAL.steps;
    if (isTried || reply.over || !isTelling) continue;
    isTried = true;
    if (isTooSlow(taken)) return false;
  }
  return true;
}

function tensorsOf({ tables, space, latent }: Hunt) {
  const rows = Math.max(...tables.map((table) => table.rows.count));
  const scaled = tables.map((table) => scaledTensors(table, table.standard, space.inputs));
  const [first] = tables;
  const { views } = first;
  const outputs = first.standard.outputs.length;
  const counts = tables.map((table) => filledUp(table.views.counts, table.rows.count, rows, 0));
  const held = tables.map((table) => filledUp(table.views.held, table.rows.count, rows, -1));
  const embeds = latent?.embeds;
  const inSpace = embeds && scaledTensors(first, embeds.scaling, embeds.space.inputs);
  const tensors = {
    x: stacked(
      scaled.map(({ x }) => x),
      rows,
      space.inputs,
    ),
    y: stacked(
      scaled.map(({ y }) => y),
      rows,
      outputs,
    ),
    counts: float32(Float32Array.from(counts.flat()), tables.length, views.views, rows),
    held: {
      dtype: 'int32' as const,
      shape: [tables.length, views.repeats, rows],
      data: Int32Array.from(held.flat()),
    },
  };
  if (!inSpace) return tensors;
  const [x, y] = [inSpace.x, inSpace.y].map((values) => stacked([values], rows, values.shape[1] as number));
  return { ...tensors, x_space: x as Tensor, y_space: y as Tensor };
}

/** Tables' rows [count, width] side by side: [G, rows, width], zeros after those of shorter ones. */
function stacked(tables: readonly Tensor[], rows: number, width: number): Tensor {
  const values = new Float32Array(tables.length * rows * width);
  tables.forEach(({ data }, place) => {
    values.set(data as Float32Array, place * rows * width);
  });
  return float32(values, tables.length, rows, width);
}

/** Lines of `count` numbers as lines of `rows`, the rest `filler`. */
function filledUp(values: ArrayLike<number>, count: number, rows: number, filler: number): number[] {
  const lines = values.length / count;
  return Array.from({ length: lines * rows }, (_, place) => {
    const [line, row] = [Math.floor(place / rows), place % rows];
    return row < count ? (values[line * count + row] as number) : filler;
  });
}

/** What was found for the table numbered `place`, without networks that had no finite answer. */
function foundFor(
  { rows: { count } }: FoldRows,
  place: number,
  { content: { candidates }, tensors }: Reply<'folds_found'>,
): FoundNetwork[] {
  const [, tables = 0, repeats = 0, outputs = 0, rows = 0] = tensors.left_out.shape;
  const size = tensors.networks.shape[2] ?? 0;
  const networks = tensors.networks.data as Float32Array;
  const answers = tensors.left_out.data as Float32Array;
  return candidates.map(({ kind, depth }, candidate) => {
    const at = candidate * tables + place;
    const leftOut = new Float32Array(repeats * outputs * count);
    for (let line = 0; line < repeats * outputs; line++) {
      const from = (at * repeats * outputs + line) * rows;
      leftOut.set(answers.subarray(from, from + count), line * count);
    }
    return {
      kind,
      depth,
      start: (tensors.starts.data as Int32Array)[at] as number,
      noise: (tensors.noise.data as Float64Array)[at] as number,
      packed: networks.slice(at * size, (at + 1) * size),
      leftOut,
    };
  });
}
