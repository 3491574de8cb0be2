import { existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { StageContext } from '../dag/operation.ts';
import { predict } from '../export/predict.ts';
import {
  chosenNetwork,
  type Prediction,
  type Reconstruction,
  type SearchPage,
  type TrainingPoint,
} from '../report/page.ts';
import { reconstructionText } from '../report/reconstruction-table.ts';
import { renderSearchPage } from '../report/search-page.ts';
import { frontTable } from '../report/table.ts';
import type { Front, NetworkFile, ReportParameters } from '../schema/types.ts';
import { SPACE_FILE } from './load-space.ts';
import { folderOf, readJson, writeResults } from './results.ts';
import { partRows } from './search-front.ts';
import { readSpaceFile } from './space-file.ts';
import type { StageDefinition } from './stage.ts';
import { readSplitTable, type SplitTable } from './table.ts';
import type { CurveRow } from './train.ts';

/** Rows that importance is measured on, and of fewer test rows all rows are taken. */
const MOST_JUDGED = 1000;
const FEWEST_JUDGED = 50;

export const report: StageDefinition = {
  name: 'report',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: [],
  async run(context) {
    const { title } = context.with as unknown as ReportParameters;
    const page = gather(context, title);
    writeFileSync(join(context.out, 'report.html'), await renderSearchPage(page));
    const fidelity = page.reconstruction ? `\n${reconstructionText(page.reconstruction)}` : '';
    const { front, chosen } = page.files;
    const files = { front, chosen, report: 'report.html' };
    writeResults(context, { text: `${frontTable(page.front)}${fidelity}`, files });
  },
};

function gather(context: StageContext, title: string): SearchPage {
  const folder = folderOf(context, 'search');
  const table = readSplitTable(folderOf(context, 'table'));
  const front = readJson<Front>(folder, 'front.json');
  const networks = front.networks.map(({ file }) => readJson<NetworkFile>(folder, file));
  const optional = <T>(role: string, file: string): T | null =>
    context.deps[role] ? readJson<T>(folderOf(context, role), file) : null;
  const untrainedFront = optional<Front>('untrained', 'front.json');
  const reconstruction = optional<Reconstruction>('reconstruction', 'reconstruction.json');
  const curve = context.deps.space ? readCurve(folderOf(context, 'space')) : null;
  return {
    title: title || `${table.card.target} from ${table.card.table}`,
    task: table.card,
    front,
    networks,
    fitted: fittedRows(table, front),
    judged: judgedRows(table),
    predictions: predictions(chosenNetwork({ networks, front }), table, front),
    history: readJson(folder, 'history.json'),
    files: filesOf(context, folder),
    provenance: { search: basename(folder), table: basename(folderOf(context, 'table')) },
    ...(untrainedFront && { untrainedFront }),
    ...(reconstruction && { reconstruction }),
    ...(curve && { curve }),
  };
}

/** The training curve of a space that was trained here; null for one that was taken from a file. */
function readCurve(folder: string): TrainingPoint[] | null {
  if (!existsSync(join(folder, 'curve.json'))) return null;
  const { depths } = readSpaceFile(join(folder, SPACE_FILE)).card.space;
  return readJson<CurveRow[]>(folder, 'curve.json').map((row) => ({ ...row, depths }));
}

/** Where the search left its results. Artifacts are siblings: a path between them holds wherever the store is. */
function filesOf(context: StageContext, folder: string): SearchPage['files'] {
  const beside = (file: string) => (folder === context.out ? file : join('..', basename(folder), file));
  return { front: beside('front.json'), chosen: beside('chosen.json'), networks: beside('networks') };
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
