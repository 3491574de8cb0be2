import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { saveFile } from '../../dag/save.ts';
import type { NearestParameters } from '../../schema/types.ts';
import { nearestGenerated, nearestJson, nearestOf } from '../latent/nearest.ts';
import { neighboursPage } from '../latent/pages.ts';
import { nearestText } from '../latent/text.ts';
import { writeJson, writeResults } from '../results.ts';
import type { StageDefinition } from '../stage.ts';
import { CHOSEN, givenAmong, givenNetwork, hearingOf, inGivenSpace } from './given.ts';

/** `op: nearest`: the networks that are nearest to one. nearest.json, networks/, the nearest of all in chosen.json, and report.html */
export const nearest: StageDefinition = {
  name: 'nearest',
  module: import.meta.url,
  python: ['load', 'encode', 'evaluate', 'encode_tables', 'release'],
  ignored: [],
  files: ['network'],
  async run(context, kernel) {
    const { count, networks, seed } = context.with as unknown as NearestParameters;
    const own = givenNetwork(context, 'network');
    // A network is not its own neighbour.
    const others = givenAmong(context)?.filter(({ network }) => !isDeepStrictEqual(network, own.network));
    const found = await inGivenSpace(context, kernel, (open) =>
      others === undefined
        ? nearestGenerated(open, own, { count, networks, seed }, hearingOf(context))
        : nearestOf(open, own, others, count),
    );
    mkdirSync(join(context.out, 'networks'));
    const json = nearestJson(found);
    const neighbours = json.neighbours.map(({ network, ...neighbour }, i) => {
      const file = `networks/${String(i + 1).padStart(3, '0')}.json`;
      const text = `${JSON.stringify(network, null, 2)}\n`;
      saveFile(join(context.out, file), text);
      if (i === 0) saveFile(join(context.out, CHOSEN), text);
      return { ...neighbour, file };
    });
    writeJson(context, 'nearest.json', { ...json, neighbours });
    saveFile(join(context.out, 'report.html'), await neighboursPage(found, own.name));
    const files = { nearest: 'nearest.json', page: 'report.html' };
    writeResults(context, { text: nearestText(found), files });
  },
};
