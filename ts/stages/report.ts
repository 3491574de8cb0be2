import { existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { StageContext } from '../dag/operation.ts';
import { predict } from '../export/predict.ts';
import type { Prediction, Reconstruction, SearchPage, TrainingPoint } from '../report/page.ts';
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
    // Artifacts are siblings: a path between them holds wherever the store is.
    const beside = (file: string) => join('..', basename(folderOf(context, 'search')), file);
    const files = { front: beside('front.json'), chosen: beside('chosen.json'), report: 'report.html' };
    writeResults(context, { text: `${frontTable(page.front)}${fidelity}`, files });
  },
};

function gather(context: StageContext, title: string): SearchPage {
  const folder = folderOf(context, 'search');
  const table = readSplitTable(folderOf(context, 'table'));
  const front = readJson<Front>(folder, 'front.json');
  const network = readJson<NetworkFile>(folder, front.networks[front.chosen]?.file ?? '');
  const optional = <T>(role: string, file: string): T | null =>
    context.deps[role] ? readJson<T>(folderOf(context, role), file) : null;
  const untrainedFront = optional<Front>('untrained', 'front.json');
  const reconstruction = optional<Reconstruction>('reconstruction', 'reconstruction.json');
  const curve = context.deps.space ? readCurve(folderOf(context, 'space')) : null;
  return {
    title: title || `${table.card.target} of ${table.card.table}`,
    task: table.card,
    front,
    network,
    predictions: predictions(network, table, front.selection?.by ?? 'validation'),
    history: readJson(folder, 'history.json'),
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

/** On rows that the network was not fitted to. */
function predictions(network: NetworkFile, table: SplitTable, by: 'validation' | 'folds'): Prediction[] {
  const parts = partRows(table);
  const unseen = by === 'folds' ? (['test'] as const) : (['validation', 'test'] as const);
  return unseen.flatMap((part) => {
    const { x, y } = parts[part];
    const predicted = predict(network, x);
    return Array.from(y, (truth, row) => ({ part, truth, prediction: predicted[row] ?? Number.NaN }));
  });
}
