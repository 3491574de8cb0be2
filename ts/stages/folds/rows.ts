import { type Dealing, type FoldViews, foldViews } from '../../data/folds.ts';
import { type DistinctRows, distinctRows, selectRows, widthOf } from '../../data/rows.ts';
import {
  type Affine,
  applyScaling,
  byMedian,
  fitScaling,
  standardInputs,
  standardise,
} from '../../data/scale.ts';
import { TEST } from '../../data/split.ts';
import { heaviestRow } from '../../data/warnings.ts';
import { tamed } from '../../data/wild.ts';
import { targetOf } from '../../export/left-out.ts';
import { answerWidth, type Task } from '../../export/task.ts';
import { float32, type Tensor } from '../../kernel/index.ts';
import { shuffle } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import type { SearchParameters, Space } from '../../schema/types.ts';
import { rangeOf } from '../search/front.ts';
import type { SplitTable } from '../tables/table.ts';

/** How networks of a kind see a table: one map an input, and one an output. */
export interface FoldScaling {
  readonly inputs: readonly Affine[];
  readonly outputs: readonly Affine[];
}

/** The loss that networks are fitted by, as the kernel calls it. */
export type FoldLoss = 'squared' | 'huber' | 'logistic' | 'softmax';

/** What a search over folds is made on: rows that are not test rows, without copies. U rows, I inputs of the table. */
export interface FoldRows {
  readonly task: Task;
  readonly rows: DistinctRows;
  readonly views: FoldViews;
  /** Inputs that are not the same in every row, by their numbers: what networks see. */
  readonly seen: readonly number[];
  /** Least and greatest value of each input. */
  readonly ranges: readonly (readonly [number, number])[];
  /** Every column to mean 0 and variance 1. */
  readonly standard: FoldScaling;
  readonly loss: FoldLoss;
}

/**
 * How the rows that are not test rows are dealt into folds; null where the latent space is searched with a validation part
 * instead: more rows than the plan has, and `fitsSpace`.
 */
export function dealingOf(
  { folds: { plan, beyond }, scaling }: Pick<SearchParameters, 'folds' | 'scaling'>,
  table: SplitTable,
  fitsSpace: boolean,
): Dealing | null {
  // Lines and priors are of columns that vary alike.
  if (scaling === 'none') return null;
  const distinct = fitted(table).count;
  if (distinct < 2) return null;
  const planned = plan.find(({ rows }) => rows === null || distinct <= rows);
  if (planned) return planned;
  return fitsSpace ? null : { number: beyond, repeats: 1 };
}

/** The rows of a table as a search over folds takes them. */
export function foldRows(
  table: SplitTable,
  dealing: Dealing,
  { seed, loss, folds }: Pick<SearchParameters, 'seed' | 'loss' | 'folds'>,
): FoldRows {
  const rows = sampled(fitted(table), folds.most_rows, seed);
  const { task, inputs, split } = table.card;
  const isOne = task.labels === null && task.targets.length === 1;
  const robust = isOne && (loss === 'huber' || (loss === 'auto' && heaviestRow(rows.y) !== null));
  const width = inputs.length;
  const ranges = inputs.map((_, input) => rangeOf(rows.x, input, width));
  return {
    task,
    rows,
    views: foldViews(rows, dealing, { by: split }, seed),
    seen: ranges.flatMap(([least, greatest], input) => (least < greatest ? [input] : [])),
    ranges,
    standard: standardOf(rows, task, robust),
    loss: lossOf(task, robust),
  };
}

/** At most `most` of the rows, at random. */
function sampled(rows: DistinctRows, most: number, seed: number): DistinctRows {
  if (rows.count <= most) return rows;
  const chosen = shuffle(
    openStream(`folds/${seed}/rows`),
    Uint32Array.from({ length: rows.count }, (_, row) => row),
  );
  const kept = chosen.slice(0, most).sort();
  return { ...selectRows(rows, kept), counts: Float64Array.from(kept, (row) => rows.counts[row] as number) };
}

function lossOf({ labels }: Task, robust: boolean): FoldLoss {
  if (labels !== null) return labels.length === 2 ? 'logistic' : 'softmax';
  return robust ? 'huber' : 'squared';
}

function standardOf(rows: DistinctRows, task: Task, robust: boolean): FoldScaling {
  const inputs = standardInputs(rows.x, rows.counts);
  if (task.labels !== null)
    return { inputs, outputs: Array.from({ length: answerWidth(task) }, () => AS_IT_IS) };
  if (robust) return { inputs, outputs: [byMedian(rows.y)] };
  const width = task.targets.length;
  return {
    inputs,
    outputs: task.targets.map((_, o) => standardise(targetOf(rows.y, width, o), rows.counts)),
  };
}

const AS_IT_IS: Affine = { offset: 0, scale: 1 };

/** The scaling under which networks of a latent space see the rows of one number. */
export function spaceScaling(
  { rows }: FoldRows,
  scaling: 'fit' | 'none',
  { output_activation }: Space,
): FoldScaling {
  const { inputs, output } = fitScaling(
    scaling,
    rows.x,
    rows.y,
    new Uint8Array(rows.count),
    output_activation,
  );
  return { inputs, outputs: [output] };
}

/** The rows as tensors x [U, width] and y [U, outputs]: inputs that vary, the columns after them 0. */
export function scaledTensors(
  { task, rows, seen, loss }: FoldRows,
  scaling: FoldScaling,
  width: number,
): { x: Tensor; y: Tensor } {
  const inputs = scaling.inputs.length;
  const scaled = applyScaling(scaling.inputs, rows.x);
  const x = new Float32Array(rows.count * width);
  for (let row = 0; row < rows.count; row++) {
    seen.forEach((input, i) => {
      x[row * width + i] = scaled[row * inputs + input] as number;
    });
  }
  const targets = targetsOf(task, rows, scaling);
  const y = Float32Array.from(loss === 'huber' ? tamed(targets) : targets);
  return { x: float32(x, rows.count, width), y: float32(y, rows.count, scaling.outputs.length) };
}

/** What networks should answer, [U, outputs]: numbers in their scale, 0 and 1 of classes. */
function targetsOf(task: Task, { y }: DistinctRows, { outputs }: FoldScaling): Float64Array {
  if (task.labels === null) return applyScaling(outputs, y);
  const width = outputs.length;
  if (width === 1) return y;
  const known = new Float64Array(y.length * width);
  y.forEach((which, row) => {
    known[row * width + which] = 1;
  });
  return known;
}

function fitted({ card, x, y, part, group }: SplitTable): DistinctRows {
  const count = part.length;
  const chosen = Array.from(part.keys()).filter((row) => part[row] !== TEST);
  const all = { count, x, y, group };
  if (widthOf(x, count) !== card.inputs.length) throw new Error('x does not have the inputs of its card');
  return distinctRows(selectRows(all, chosen));
}
