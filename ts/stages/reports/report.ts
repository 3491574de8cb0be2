import { basename, join } from 'node:path';
import type { StageContext } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import { loneRow } from '../../report/lone-row.ts';
import {
  chosenNetwork,
  type Reconstruction,
  type SearchPage,
  type TrainingPoint,
} from '../../report/page.ts';
import { reconstructionText } from '../../report/reconstruction-table.ts';
import { renderSearchPage } from '../../report/search-page.ts';
import { frontTable } from '../../report/table.ts';
import type { Front, NetworkFile, ReportParameters } from '../../schema/types.ts';
import { folderOf, readJson, writeResults } from '../results.ts';
import { readCurve } from '../space/curve.ts';
import { readSpaceFile } from '../space/file.ts';
import { SPACE_FILE } from '../space/load.ts';
import type { StageDefinition } from '../stage.ts';
import { readSplitTable } from '../tables/table.ts';
import { reportRows } from './rows.ts';

export const report: StageDefinition = {
  name: 'report',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: [],
  async run(context) {
    const { title } = context.with as unknown as ReportParameters;
    const page = gather(context, title);
    saveFile(join(context.out, 'report.html'), await renderSearchPage(page));
    const fidelity = page.reconstruction ? `\n${reconstructionText(page.reconstruction)}` : '';
    const { front, chosen } = page.files;
    const files = { front, chosen, report: 'report.html' };
    const alone = loneRow(page).map((sentence) => `${sentence}\n`);
    writeResults(context, { text: `${frontTable(page.front)}${alone.join('')}${fidelity}`, files });
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
  const curve = context.deps.space ? curveOf(folderOf(context, 'space')) : null;
  return {
    title: title || `${table.card.target} from ${table.card.table}`,
    task: table.card,
    front,
    networks,
    ...reportRows(table, front, chosenNetwork({ networks, front })),
    history: readJson(folder, 'history.json'),
    files: filesOf(context, folder),
    // What a fit leaves lies in one folder, which has no fingerprint for a name.
    provenance:
      folder === context.out ? {} : { search: basename(folder), table: basename(folderOf(context, 'table')) },
    ...(untrainedFront && { untrainedFront }),
    ...(reconstruction && { reconstruction }),
    ...(curve && { curve }),
  };
}

/** The training's curve and the depths of its decoders; null for a space that was taken from a file. */
function curveOf(folder: string): TrainingPoint[] | null {
  const { depths } = readSpaceFile(join(folder, SPACE_FILE)).card.space;
  return readCurve(folder)?.map((row) => ({ ...row, depths })) ?? null;
}

/** Where the search left its results. Artifacts are siblings: a path between them holds wherever the store is. */
function filesOf(context: StageContext, folder: string): SearchPage['files'] {
  const beside = (file: string) => (folder === context.out ? file : join('..', basename(folder), file));
  return { front: beside('front.json'), chosen: beside('chosen.json'), networks: beside('networks') };
}
