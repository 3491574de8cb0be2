import { join } from 'node:path';
import { type StageContext, StageError } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import { TEST } from '../../data/split.ts';
import type { EncodeParameters } from '../../schema/types.ts';
import { encodeSubjects } from '../latent/encode.ts';
import type { OpenSpace } from '../latent/open-space.ts';
import { type LatentPoint, pointOf, pointText } from '../latent/point.ts';
import { subjectsOf } from '../latent/subject.ts';
import { encodePrepared } from '../latent/table.ts';
import { pointSentence } from '../latent/text.ts';
import { folderOf, writeResults } from '../results.ts';
import type { StageDefinition } from '../stage.ts';
import { readSplitTable, type SplitTable } from '../tables/table.ts';
import { givenNetwork, inGivenSpace } from './given.ts';

/** `op: encode`: the point of a network, or of a table. point.json */
export const encode: StageDefinition = {
  name: 'encode',
  module: import.meta.url,
  python: ['load', 'encode', 'encode_tables', 'release'],
  ignored: [],
  files: ['network'],
  async run(context, kernel) {
    const point = await inGivenSpace(context, kernel, (open) =>
      context.deps.table ? ofTable(open, context) : ofNetwork(open, context),
    );
    saveFile(join(context.out, POINT), pointText(point));
    writeResults(context, { text: `${point.of}: ${pointSentence(point)}`, files: { point: POINT } });
  },
};

/** The file of a point in a stage's artifact. */
export const POINT = 'point.json';

async function ofNetwork(open: OpenSpace, context: StageContext): Promise<LatentPoint> {
  const one = givenNetwork(context, 'network');
  const [encoded] = await encodeSubjects(open, subjectsOf(open, [one]));
  if (!encoded) throw new Error('one network was encoded');
  const { columns, missing } = one.network;
  return pointOf(open, one.name, encoded, { columns, ...(missing ? { missing } : {}) });
}

function ofTable(open: OpenSpace, context: StageContext): Promise<LatentPoint> {
  const { rows, seed } = context.with as unknown as EncodeParameters;
  const table = untested(readSplitTable(folderOf(context, 'table')));
  return encodePrepared(open, table.card.table, table, { rows, seed }, context.notice);
}

/** The table without its test rows: what comes of its point can be judged by them. */
function untested({ card, x, y, part }: SplitTable): Pick<SplitTable, 'card' | 'x' | 'y'> {
  const rows = part.length;
  const kept = (values: Float64Array) => {
    const width = values.length / rows;
    return values.filter((_, place) => part[Math.floor(place / width)] !== TEST);
  };
  if (part.every((each) => each === TEST)) throw new StageError(`${card.table} has test rows alone`, 'user');
  return { card, x: kept(x), y: kept(y) };
}
