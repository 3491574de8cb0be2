import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageContext } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import type { Order } from '../../data/folds.ts';
import { TEST, TRAIN, VALIDATION } from '../../data/split.ts';
import { plainTreatment } from '../../export/columns.ts';
import type { Task } from '../../export/task.ts';
import { decodeSafetensors, encodeSafetensors, type Tensor } from '../../kernel/index.ts';
import type { Treatment } from '../../schema/columns.ts';
import type { TableParameters } from '../../schema/types.ts';
import { prepareTable, tellingOf } from '../prepare/table.ts';
import { readJson, writeJson } from '../results.ts';
import type { StageDefinition } from '../stage.ts';

/** What is known of a table besides its numbers. */
export interface TableCard {
  readonly table: string;
  /** What is predicted, in words: a column, or several. */
  readonly target: string;
  readonly unit: string;
  readonly task: Task;
  /** Names of the features that networks see. */
  readonly inputs: readonly string[];
  /** How the features are made of the table's columns. */
  readonly treatment: Treatment;
  /** What test rows and folds keep to. */
  readonly split: Order['by'];
  readonly rows: Readonly<Record<'read' | 'dropped' | 'train' | 'validation' | 'test', number>>;
  /** Standard deviation of what was added to the target, as a share of its own; 0 of a table from a file. */
  readonly noise: number;
  readonly seed: number;
}

/**
 * A split table. S rows, I inputs, O targets: x [S, I], y [S, O] (of classes their numbers, [S]), part [S] (0 training,
 * 1 validation, 2 test), group [S] where rows stay together.
 */
export interface SplitTable {
  readonly card: TableCard;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly part: Uint8Array;
  readonly group: Int32Array | null;
}

/** `op: table`: a table from a file, its columns made numbers, its rows split. */
export const table: StageDefinition = {
  name: 'table',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: ['file', 'test'],
  async run(context) {
    writeTable(context, await prepareTable(context.with as unknown as TableParameters, tellingOf(context)));
  },
};

/** What a card says of a table of numbers, one of which is predicted. */
export function ofNumbers(
  inputs: readonly string[],
  target: string,
): Pick<TableCard, 'target' | 'task' | 'inputs' | 'treatment' | 'split'> {
  return {
    target,
    task: { kind: 'regression', targets: [target], labels: null },
    inputs,
    treatment: plainTreatment(inputs),
    split: 'nothing',
  };
}

/** How many rows each part has. */
export function partCounts(part: Uint8Array): Record<'train' | 'validation' | 'test', number> {
  const count = (wanted: number) => part.filter((each) => each === wanted).length;
  return { train: count(TRAIN), validation: count(VALIDATION), test: count(TEST) };
}

/** Leaves a split table in the artifact, for `readSplitTable`. */
export function writeTable(
  context: Pick<StageContext, 'out'>,
  { card, x, y, part, group }: SplitTable,
): void {
  const rows = part.length;
  const tensors: Record<string, Tensor> = {
    x: { dtype: 'float64', shape: [rows, x.length / rows], data: x },
    y: { dtype: 'float64', shape: y.length === rows ? [rows] : [rows, y.length / rows], data: y },
    part: { dtype: 'uint8', shape: [rows], data: part },
    ...(group === null ? {} : { group: { dtype: 'int32', shape: [rows], data: group } as const }),
  };
  saveFile(join(context.out, 'rows.safetensors'), encodeSafetensors({ tensors, metadata: {} }));
  writeJson(context, 'table.json', card);
}

/** The table in a table stage's artifact. */
export function readSplitTable(folder: string): SplitTable {
  const { tensors } = decodeSafetensors(readFileSync(join(folder, 'rows.safetensors')));
  const { x, y, part, group } = tensors;
  if (
    !(x?.data instanceof Float64Array && y?.data instanceof Float64Array && part?.data instanceof Uint8Array)
  ) {
    throw new Error(`${folder}: rows.safetensors does not hold x, y and part`);
  }
  return {
    card: readJson<TableCard>(folder, 'table.json'),
    x: x.data,
    y: y.data,
    part: part.data,
    group: group?.data instanceof Int32Array ? group.data : null,
  };
}
