import { join } from 'node:path';
import { saveFile } from '../../dag/save.ts';
import { renderMap } from '../../report/latent/map-page.ts';
import type { MapParameters } from '../../schema/types.ts';
import { mapOf } from '../latent/map.ts';
import { mapText } from '../latent/text.ts';
import { writeJson, writeResults } from '../results.ts';
import type { StageDefinition } from '../stage.ts';
import { givenAmong, givenPaths, hearingOf, inGivenSpace } from './given.ts';

/** `op: map`: a space in two dimensions, and other stages' networks in it. map.json, and report.html, which draws it */
export const map: StageDefinition = {
  name: 'map',
  module: import.meta.url,
  python: ['load', 'encode', 'evaluate', 'encode_tables', 'principal_axes', 'release'],
  ignored: [],
  files: [],
  async run(context, kernel) {
    const { networks, seed } = context.with as unknown as MapParameters;
    const marked = { networks: givenAmong(context) ?? [], paths: givenPaths(context) };
    const found = await inGivenSpace(context, kernel, (open) =>
      mapOf(open, marked, { networks, seed }, hearingOf(context)),
    );
    writeJson(context, 'map.json', found);
    saveFile(join(context.out, 'report.html'), await renderMap(found));
    writeResults(context, { text: mapText(found), files: { map: 'map.json', page: 'report.html' } });
  },
};
