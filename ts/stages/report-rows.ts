import { predict } from '../export/predict.ts';
import type { Prediction, SearchPage } from '../report/page.ts';
import type { Front, NetworkFile } from '../schema/types.ts';
import { partRows } from './search-front.ts';
import type { SplitTable } from './table.ts';

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

function fittedRows(table: SplitTable, front: Front): Float64Array {
  const { train, validation } = partRows(table);
  return isByFolds(front) ? Float64Array.from([...train.x, ...validation.x]) : train.x;
}

/** The test rows where they are enough to tell columns apart, otherwise all; of many MOST_JUDGED at even steps. */
function judgedRows(table: SplitTable): SearchPage['judged'] {
  const { test } = partRows(table);
  const inputs = table.card.inputs.length;
  const isEnough = test.x.length / inputs >= FEWEST_JUDGED;
  const { x, y } = isEnough ? test : table;
  const rows = x.length / inputs;
  const step = Math.max(1, rows / MOST_JUDGED);
  const chosen = Array.from({ length: Math.min(rows, MOST_JUDGED) }, (_, index) => Math.floor(index * step));
  const cells = (values: Float64Array) =>
    Float64Array.from(chosen.flatMap((row) => rowOf(values, rows, row)));
  return { part: isEnough ? 'test' : 'all', x: cells(x), y: cells(y) };
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
