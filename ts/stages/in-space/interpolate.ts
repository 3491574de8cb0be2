import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { saveFile } from '../../dag/save.ts';
import type { InterpolateParameters } from '../../schema/types.ts';
import { interpolationOf } from '../latent/interpolate.ts';
import { filmOf, wayJson } from '../latent/pages.ts';
import { wayText } from '../latent/text.ts';
import { writeJson, writeResults } from '../results.ts';
import type { StageDefinition } from '../stage.ts';
import { givenNetwork, hearingOf, inGivenSpace } from './given.ts';

/** `op: interpolate`: networks on the way from one to another. way.json, networks/, and report.html, which shows what each answers */
export const interpolate: StageDefinition = {
  name: 'interpolate',
  module: import.meta.url,
  python: ['load', 'decode', 'encode', 'evaluate', 'encode_tables', 'release'],
  ignored: [],
  files: ['network', 'other'],
  async run(context, kernel) {
    const { frames, depth, refine_steps } = context.with as unknown as InterpolateParameters;
    const pair = [givenNetwork(context, 'network'), givenNetwork(context, 'other')] as const;
    const found = await inGivenSpace(context, kernel, (open) =>
      interpolationOf(open, pair, { frames, depth, refine_steps }, hearingOf(context)),
    );
    mkdirSync(join(context.out, 'networks'));
    found.frames.forEach(({ network }, i) => {
      const file = join(context.out, 'networks', `${String(i).padStart(3, '0')}.json`);
      saveFile(file, `${JSON.stringify(network, null, 2)}\n`);
    });
    writeJson(context, 'way.json', wayJson(found));
    saveFile(join(context.out, 'report.html'), await filmOf(found, [pair[0].name, pair[1].name]));
    writeResults(context, { text: wayText(found), files: { way: 'way.json', page: 'report.html' } });
  },
};
