import { columnOf, type Frame, type UsableColumn } from '../data/frame.ts';
import { type Importance, importanceOf } from '../export/importance.ts';
import { predict } from '../export/predict.ts';
import type { NetworkFile } from '../export/read.ts';
import { measureTask, taskOf, truthWidth } from '../export/task.ts';
import { CommandError } from './command.ts';
import { orCommandError, readInputs } from './read-inputs.ts';

/** So that the same table gives the same numbers. */
const SEED = 0;
/** Rows by which columns are judged: every column is shuffled many times, and more rows say the same. */
const MOST_ROWS = 100_000;

/** What a table says of a network. */
export interface Judged {
  readonly file: string;
  /** Rows that have the target and a prediction, and rows of the table. */
  readonly rows: number;
  readonly read: number;
  readonly measure: 'rmse' | 'log_loss';
  readonly error: number;
  readonly columns: readonly Importance[];
}

/**
 * Reads a table with the target, which is called `target` there (null: as when the network was found), and judges the
 * network's columns by the rows that have it and a prediction; `missing`: words that stand for a missing value. Throws a CommandError where that is not possible.
 */
export async function judgeColumns(
  network: NetworkFile,
  file: string,
  target: string | null,
  missing: unknown,
): Promise<Judged> {
  const task = taskOf(network);
  const names = targetNames(network, target);
  const { frame, x } = await readInputs(
    network,
    file,
    missing,
    new Map(names.map((name) => [name, task.labels === null ? null : 'category'])),
    { most: MOST_ROWS, seed: SEED },
  );
  const truth = await orCommandError(() => truthOf(network, frame, names));
  const { rows, known } = knownRows(network, x, truth, truthWidth(task));
  if (known.length === 0) {
    throw new CommandError(`${file} has no row with the target and a prediction`, 2);
  }
  const judged = { prediction: predict(network, rows.x), truth: rows.truth };
  const { mse, log_loss } = measureTask(task, judged);
  return {
    file,
    rows: known.length,
    read: frame.rows,
    measure: task.labels === null ? 'rmse' : 'log_loss',
    error: log_loss ?? Math.sqrt(mse ?? Number.NaN),
    columns: importanceOf(network, rows.x, rows.truth, SEED),
  };
}

function targetNames({ target, outputs, labels }: NetworkFile, given: string | null): string[] {
  if (given !== null)
    return outputs.length > 1 && !labels ? given.split(',').map((name) => name.trim()) : [given];
  if (!labels) return outputs.map(({ name }) => name);
  if (target !== undefined) return [target];
  throw new CommandError('--target says which column has the labels', 2);
}

/** What is true in each row, as `measureTask` takes it; NaN where it is not known or no label of the network's. */
function truthOf({ outputs, labels }: NetworkFile, frame: Frame, names: readonly string[]): Float64Array {
  const columns = names.map((name) => columnOf(frame, name));
  if (labels) {
    const [column] = columns;
    return Float64Array.from({ length: frame.rows }, (_, row) =>
      classAt(column as UsableColumn, row, labels),
    );
  }
  if (columns.length !== outputs.length) {
    throw new CommandError(`--target names ${columns.length} columns for ${outputs.length} outputs`, 2);
  }
  return Float64Array.from({ length: frame.rows * columns.length }, (_, place) => {
    const column = columns[place % columns.length] as UsableColumn;
    if (column.kind === 'number') return column.values[Math.floor(place / columns.length)] as number;
    throw new CommandError(`${frame.file}: the target "${column.name}" is not a number`, 2);
  });
}

function classAt(column: UsableColumn, row: number, labels: readonly string[]): number {
  const text =
    column.kind === 'category' ? column.levels[column.codes[row] as number] : String(column.values[row]);
  const place = labels.indexOf(text ?? '');
  return place < 0 ? Number.NaN : place;
}

/** The rows of which truth and prediction are known. */
function knownRows(network: NetworkFile, x: Float64Array, truth: Float64Array, width: number) {
  const inputs = network.inputs.length;
  const answers = predict(network, x);
  const count = x.length / inputs;
  const isKnown = (values: Float64Array, size: number, row: number) =>
    !values.subarray(row * size, (row + 1) * size).some(Number.isNaN);
  const known = Array.from({ length: count }, (_, row) => row).filter(
    (row) => isKnown(truth, width, row) && isKnown(answers, answers.length / count, row),
  );
  const taken = (values: Float64Array, size: number) =>
    Float64Array.from({ length: known.length * size }, (_, place) => {
      return values[(known[Math.floor(place / size)] as number) * size + (place % size)] as number;
    });
  return { known, rows: { x: taken(x, inputs), truth: taken(truth, width) } };
}
