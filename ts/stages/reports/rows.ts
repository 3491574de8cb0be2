import { TEST, TRAIN, VALIDATION } from '../../data/split.ts';
import { predict } from '../../export/predict.ts';
import type { Prediction, SearchPage } from '../../report/page.ts';
import type { Front, NetworkFile } from '../../schema/types.ts';
import { partRows } from '../search/front.ts';
import type { SplitTable } from '../tables/table.ts';

/** Rows by which columns are described. */
const MOST_FITTED = 1000;
/** Rows that importance is measured on, and of fewer test rows all rows are taken. */
const MOST_JUDGED = 1000;
const FEWEST_JUDGED = 50;

/** What a report shows of a table's rows: those that networks were fitted to, and what the chosen one answers to others. */
export function reportRows(
  table: SplitTable,
  front: Front,
  network: NetworkFile,
): Pick<SearchPage, 'fitted' | 'judged' | 'predictions'> {
  return {
    fitted: fittedRows(table, front),
    judged: judgedRows(table),
    predictions: predictions(network, table, front),
  };
}

/** By folds networks are fitted to the validation rows too. */
function isByFolds({ selection }: Front): boolean {
  return selection?.by === 'folds';
}

/** The rows fitted, of many MOST_FITTED at even steps. */
function fittedRows(table: SplitTable, front: Front): Float64Array {
  const fitted = isByFolds(front) ? [TRAIN, VALIDATION] : [TRAIN];
  const rows = Array.from(table.part.keys()).filter((row) => fitted.includes(table.part[row] as number));
  return cellsOf(table.x, table.part.length, evenly(rows, MOST_FITTED));
}

/** The test rows where they are enough to tell columns apart, otherwise all; of many MOST_JUDGED at even steps. */
function judgedRows({ x, y, part }: SplitTable): SearchPage['judged'] {
  const all = Array.from(part.keys());
  const test = all.filter((row) => part[row] === TEST);
  const isEnough = test.length >= FEWEST_JUDGED;
  const rows = evenly(isEnough ? test : all, MOST_JUDGED);
  return {
    part: isEnough ? 'test' : 'all',
    x: cellsOf(x, part.length, rows),
    y: cellsOf(y, part.length, rows),
  };
}

/** All items, or `most` of them at even steps. */
function evenly(items: readonly number[], most: number): readonly number[] {
  if (items.length <= most) return items;
  return Array.from(
    { length: most },
    (_, index) => items[Math.floor((index * items.length) / most)] as number,
  );
}

/** What stands in the chosen rows among the values of `count` rows. */
function cellsOf(values: Float64Array, count: number, chosen: readonly number[]): Float64Array {
  const width = values.length / count;
  const cells = new Float64Array(chosen.length * width);
  chosen.forEach((row, index) => {
    cells.set(values.subarray(row * width, (row + 1) * width), index * width);
  });
  return cells;
}

/** On rows that the network was not fitted to. */
function predictions(network: NetworkFile, table: SplitTable, front: Front): Prediction[] {
  const parts = partRows(table);
  const unseen = isByFolds(front) ? (['test'] as const) : (['validation', 'test'] as const);
  return unseen.flatMap((part) => {
    const { x, y } = parts[part];
    const count = x.length / table.card.inputs.length;
    const answers = predict(network, x);
    const isPair = network.labels?.length === 2;
    return Array.from({ length: count }, (_, index): Prediction => {
      const answer = rowOf(answers, count, index);
      const [second = Number.NaN] = answer;
      const prediction = isPair ? [1 - second, second] : answer;
      return { part, truth: rowOf(y, count, index), prediction };
    });
  });
}

/** The numbers of row `row` among the values of `rows` rows. */
function rowOf(values: Float64Array, rows: number, row: number): number[] {
  const width = values.length / rows;
  return Array.from(values.subarray(row * width, (row + 1) * width));
}
