import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StageContext, StageError } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import type { DecodeParameters } from '../../schema/types.ts';
import { decodePoints } from '../latent/decode.ts';
import { type LatentPoint, readPoint } from '../latent/point.ts';
import { decodedSentence } from '../latent/text.ts';
import { folderOf, writeResults } from '../results.ts';
import type { StageDefinition } from '../stage.ts';
import { POINT } from './encode.ts';
import { CHOSEN, inGivenSpace } from './given.ts';

/** `op: decode`: the network that a point means. chosen.json */
export const decode: StageDefinition = {
  name: 'decode',
  module: import.meta.url,
  python: ['load', 'decode', 'encode', 'evaluate', 'encode_tables', 'release'],
  ignored: [],
  files: ['point'],
  async run(context, kernel) {
    const { depth, refine_steps } = context.with as unknown as DecodeParameters;
    const point = givenPoint(context);
    const [decoded] = await inGivenSpace(context, kernel, (open) =>
      decodePoints(open, [point], { depth, refine_steps }),
    );
    if (!decoded) throw new Error('one point was decoded');
    saveFile(join(context.out, CHOSEN), decoded.text);
    writeResults(context, { text: decodedSentence(decoded), files: { chosen: CHOSEN } });
  },
};

function givenPoint(context: StageContext): LatentPoint {
  const file = context.deps.point ? join(folderOf(context, 'point'), POINT) : String(context.with.point);
  try {
    return readPoint(file, readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof StageError) throw error;
    throw new StageError(
      `the point's file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`,
      'user',
    );
  }
}
