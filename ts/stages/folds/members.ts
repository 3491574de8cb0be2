import type { TableRows } from '../../data/rows.ts';
import { invertScaling } from '../../data/scale.ts';
import { type Columns, classColumns, regressionColumns } from '../../export/columns.ts';
import type { Found } from '../../export/front.ts';
import {
  conformalInterval,
  constantError,
  huberBend,
  type LeftOut,
  leftOutMeasures,
  rowErrors,
  spreadOf,
  weighted,
} from '../../export/left-out.ts';
import { predict, probabilities } from '../../export/predict.ts';
import { measureTask } from '../../export/task.ts';
import { writeNetwork } from '../../export/write.ts';
import { withoutIntercepts } from '../../mlp/intercepts.ts';
import { narrow, widen } from '../../mlp/narrow.ts';
import { layout, unpack } from '../../mlp/pack.ts';
import { trim } from '../../mlp/trim.ts';
import type { NetworkFile, SearchParameters, Space } from '../../schema/types.ts';
import type { SplitTable } from '../tables/table.ts';
import type { FoundNetwork } from './hunt.ts';
import type { FoldRows, FoldScaling } from './rows.ts';

/** The networks of a kind: their space, and how its columns are scaled. */
export interface FoldSpace {
  readonly space: Space;
  readonly scaling: FoldScaling;
}

/** What the candidates of a search over folds are measured with. */
export interface FoldQuestion {
  readonly table: SplitTable;
  /** The table's test rows. */
  readonly test: Pick<TableRows, 'x' | 'y'>;
  readonly rows: FoldRows;
  readonly parameters: SearchParameters;
  /** Most numbers of a network. */
  readonly most: number;
  /** By the number of a kind, -1 for lines. */
  readonly spaceOf: (kind: number) => FoldSpace;
}

/** A candidate as its file says it. */
export interface Member extends Found {
  /** [U]: what decides of each left-out row. */
  readonly errors: Float64Array;
  readonly text: string;
  readonly network: NetworkFile;
  /** Standard deviation of the rows about it, in the target's unit; null of classes and of several targets. */
  readonly noise: number | null;
  /** Whether its errors on the rows that it was fitted to are far above the left-out ones: a poor minimum. */
  readonly isPoor: boolean;
  readonly leftOut: LeftOut;
}

/** A network whose own errors are so much above the left-out ones sits in a minimum that the folds' did not. */
const POOR = 1.5;

/** Those of the networks found that answer anything. */
export function membersOf(question: FoldQuestion, found: readonly FoundNetwork[]): Member[] {
  const leftOut = found.map((each) => leftOutOf(question, each));
  const bend = question.rows.loss === 'huber' ? huberBend(leftOut) : null;
  return found.flatMap((each, i) => {
    const answers = leftOut[i] as LeftOut;
    const errors = rowErrors(answers, bend);
    return errors.every((error) => !Number.isFinite(error))
      ? []
      : [member(question, each, answers, errors, i)];
  });
}

function member(
  question: FoldQuestion,
  found: FoundNetwork,
  leftOut: LeftOut,
  errors: Float64Array,
  index: number,
): Member {
  const { rows, test } = question;
  const { task } = rows;
  const { counts } = rows.rows;
  const { text, nonzeros_raw } = fileOf(question, found, leftOut);
  const network: NetworkFile = JSON.parse(text);
  const plainErrors = rowErrors(leftOut);
  const own = rowErrors({ ...leftOut, prediction: predict(network, rows.rows.x) });
  const isOne = task.labels === null && task.targets.length === 1;
  return {
    depth: found.depth,
    start: found.start,
    nonzeros: network.nonzeros,
    nonzeros_raw,
    neurons: network.layers.slice(0, -1).map(({ weights }) => weights.length),
    validation: leftOutMeasures(leftOut),
    test: measureTask(task, { prediction: predict(network, test.x), truth: test.y }),
    spread: spreadOf(plainErrors, counts),
    standard_error: spreadOf(errors, counts),
    fvu: weighted(errors, counts) / constantError(leftOut),
    file: `networks/${String(index).padStart(3, '0')}.json`,
    text,
    network,
    errors,
    leftOut,
    noise: isOne ? found.noise * (network.outputs[0]?.scale ?? 1) : null,
    isPoor: weighted(own, counts) > POOR * weighted(plainErrors, counts) + 1e-300,
  };
}

/** What networks that had not seen the rows answered to them, in the table's units: [R, U, A]. */
function leftOutOf({ rows, spaceOf }: FoldQuestion, { kind, leftOut }: FoundNetwork): LeftOut {
  const { task, rows: fitted, views } = rows;
  const { outputs } = spaceOf(kind).scaling;
  const [width, count] = [outputs.length, fitted.count];
  const size = views.held.length * width;
  // The kernel has the rows of an output side by side, a front the outputs of a row.
  const scaled = Float64Array.from({ length: size }, (_, place) => {
    const [answer, o] = [Math.floor(place / width), place % width];
    const [repeat, row] = [Math.floor(answer / count), answer % count];
    return leftOut[(repeat * width + o) * count + row] as number;
  });
  const values = invertScaling(outputs, scaled);
  const prediction = task.labels === null ? values : probabilities(values, width);
  return { task, prediction, truth: fitted.y, counts: fitted.counts };
}

/** The text of the network's file, the outputs' biases in their offsets; and its raw count. */
function fileOf(
  { table, rows, spaceOf, parameters }: FoldQuestion,
  { kind, depth, start, packed }: FoundNetwork,
  leftOut: LeftOut,
): { text: string; nonzeros_raw: number } {
  const { space, scaling } = spaceOf(kind);
  const whole = unpack(space, depth, packed.slice(0, layout(space, depth).size));
  const seen = narrow(space, whole, rows.seen.length);
  const { space: wide, network } = widen(seen.space, seen.network, rows.seen, table.card.inputs.length);
  const { network: centred, intercepts } = withoutIntercepts(wide, network);
  const { card } = table;
  const provenance = {
    table: card.table,
    split_seed: card.seed,
    seed: parameters.seed,
    depth,
    start,
    kind,
  };
  const columns = columnsOf(table, rows, scaling, intercepts);
  const interval = conformalInterval(leftOut);
  const text = writeNetwork(centred, wide, columns, provenance, interval ?? undefined);
  return { text, nonzeros_raw: trim(wide, centred).nonzeros_raw };
}

function columnsOf(
  { card }: SplitTable,
  { task, ranges }: FoldRows,
  scaling: FoldScaling,
  intercepts: readonly number[],
): Columns {
  const scalings = scaling.inputs.map((map, i) => ({ ...map, range: ranges[i] as [number, number] }));
  const names = namesOf(task);
  const outputs = scaling.outputs.map(({ offset, scale }, o) => ({
    name: names[o] ?? '',
    offset: offset + (intercepts[o] ?? 0) * scale,
    scale,
  }));
  return task.labels === null
    ? regressionColumns(card.treatment, scalings, outputs)
    : classColumns(card.treatment, scalings, outputs, card.target, task.labels);
}

/** Of each output: a target, of two classes the target, of more the labels. */
function namesOf({ targets, labels }: FoldRows['task']): readonly string[] {
  return labels === null || labels.length === 2 ? targets : labels;
}
