import { type Dealing, type DistinctRows, distinctRows, type FoldViews, foldViews } from '../data/folds.ts';
import { applyScaling, fitScaling, type Scaling, standardScaling } from '../data/scale.ts';
import { TEST } from '../data/split.ts';
import { heaviestRow } from '../data/warnings.ts';
import { float32, type Tensor } from '../kernel/index.ts';
import type { SearchParameters, Space } from '../schema/types.ts';
import type { SplitTable } from './table.ts';

/** What a search over folds is made on: rows that are not test rows, without copies. U rows, I inputs of the table. */
export interface FoldRows {
  readonly rows: DistinctRows;
  readonly views: FoldViews;
  /** Inputs that are not the same in every row, by their numbers: what networks see. */
  readonly seen: readonly number[];
  /** Every column to mean 0 and variance 1. */
  readonly standard: Scaling;
  readonly loss: 'squared' | 'huber';
}

/** How the rows that are not test rows are dealt into folds; null where there are too many, or too few to be dealt. */
export function dealingOf(
  { folds: { plan }, scaling }: Pick<SearchParameters, 'folds' | 'scaling'>,
  { x, y, part }: SplitTable,
): Dealing | null {
  // Lines and priors are of columns that vary alike.
  if (scaling === 'none') return null;
  const distinct = fitted({ x, y, part }).y.length;
  if (distinct < 2) return null;
  return plan.find(({ rows }) => distinct <= rows) ?? null;
}

/** The rows of a table as a search over folds takes them. */
export function foldRows(
  table: SplitTable,
  dealing: Dealing,
  { seed, loss }: Pick<SearchParameters, 'seed' | 'loss'>,
): FoldRows {
  const rows = fitted(table);
  const inputs = table.card.inputs.length;
  const robust = loss === 'huber' || (loss === 'auto' && heaviestRow(rows.y) !== null);
  const varies = (input: number) => rows.y.some((_, row) => rows.x[row * inputs + input] !== rows.x[input]);
  return {
    rows,
    views: foldViews(rows.counts, dealing, seed),
    seen: Array.from({ length: inputs }, (_, input) => input).filter(varies),
    standard: standardScaling(rows.x, rows.y, rows.counts, robust),
    loss: robust ? 'huber' : 'squared',
  };
}

/** The scaling under which networks of a latent space see the rows. */
export function spaceScaling(
  { rows }: FoldRows,
  scaling: 'fit' | 'none',
  { output_activation }: Space,
): Scaling {
  return fitScaling(scaling, rows.x, rows.y, new Uint8Array(rows.y.length), output_activation);
}

/** The rows as tensors x [U, width] and y [U, 1]: inputs that vary, the columns after them 0. */
export function scaledTensors(
  { rows, seen }: FoldRows,
  scaling: Scaling,
  width: number,
): { x: Tensor; y: Tensor } {
  const inputs = scaling.inputs.length;
  const scaled = applyScaling(scaling.inputs, rows.x);
  const count = rows.y.length;
  const x = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    seen.forEach((input, i) => {
      x[row * width + i] = scaled[row * inputs + input] as number;
    });
  }
  const y = Float32Array.from(applyScaling([scaling.output], rows.y));
  return { x: float32(x, count, width), y: float32(y, count, 1) };
}

/** Which view has which row how often, and which answers for it, as tensors. */
export function viewTensors({ rows, views }: FoldRows): { counts: Tensor; held: Tensor } {
  const count = rows.y.length;
  return {
    counts: float32(views.counts, views.views, count),
    held: { dtype: 'int32', shape: [views.repeats, count], data: views.held },
  };
}

function fitted({ x, y, part }: Pick<SplitTable, 'x' | 'y' | 'part'>): DistinctRows {
  const inputs = x.length / y.length;
  const isFitted = (row: number) => part[row] !== TEST;
  return distinctRows(
    x.filter((_, place) => isFitted(Math.floor(place / inputs))),
    y.filter((_, row) => isFitted(row)),
  );
}
