import type { Dependency } from '../../dag/operation.ts';
import { type AblationRow, ablationText } from '../../report/ablation-table.ts';
import type { AblationParameters } from '../../schema/types.ts';
import { readJson, writeResults, writeTimedJson } from '../results.ts';
import type { StageDefinition } from '../stage.ts';
import type { ReconstructionFile } from './reconstruct.ts';

export const ablation: StageDefinition = {
  name: 'ablation',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: [],
  async run(context) {
    const { title } = context.with as unknown as AblationParameters;
    const spaces = ([context.deps.reconstructions].flat() as Dependency[]).map(readSpace);
    writeTimedJson(context, 'ablation.json', spaces);
    writeResults(context, { text: `${title}\n${ablationText(spaces)}`, files: { rows: 'ablation.json' } });
  },
};

/** Of a reconstruction what is compared; its stage's name says which space it is of. */
function readSpace({ stage, folder }: Dependency): AblationRow {
  const { about, rows } = readJson<ReconstructionFile>(folder, 'reconstruction.json');
  const shown = rows.filter(({ decoder }) => decoder === 'best' || decoder === 'constant');
  return { name: stage, seconds: about.seconds, rows: shown };
}
