import { join } from 'node:path';
import { saveFile } from '../../dag/save.ts';
import { renderDistance } from '../../report/latent/distance-page.ts';
import type { DistanceParameters } from '../../schema/types.ts';
import { distanceJson, distanceOf } from '../latent/distance.ts';
import { distanceText } from '../latent/text.ts';
import { writeJson, writeResults } from '../results.ts';
import type { StageDefinition } from '../stage.ts';
import { givenNetwork, hearingOf, inGivenSpace } from './given.ts';

/** `op: distance`: how far two networks are from each other. distance.json, and report.html, which shows them among random pairs */
export const distance: StageDefinition = {
  name: 'distance',
  module: import.meta.url,
  python: ['load', 'encode', 'evaluate', 'encode_tables', 'release'],
  ignored: [],
  files: ['network', 'other'],
  async run(context, kernel) {
    const { networks, seed } = context.with as unknown as DistanceParameters;
    const pair = [givenNetwork(context, 'network'), givenNetwork(context, 'other')] as const;
    const found = await inGivenSpace(context, kernel, (open) =>
      distanceOf(open, pair, { networks, seed }, hearingOf(context)),
    );
    writeJson(context, 'distance.json', distanceJson(found));
    const names = [pair[0].name, pair[1].name] as const;
    saveFile(join(context.out, 'report.html'), await renderDistance({ ...found, names }));
    const files = { distance: 'distance.json', page: 'report.html' };
    writeResults(context, { text: distanceText(found), files });
  },
};
