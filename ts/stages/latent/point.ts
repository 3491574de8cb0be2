import { StageError } from '../../dag/operation.ts';
import { notJson, readNetwork } from '../../export/read.ts';
import { checkPoint } from '../../schema/schemas.ts';
import type { NetworkFile, PointFile } from '../../schema/types.ts';
import type { Encoded } from './encode.ts';
import type { OpenSpace } from './open-space.ts';

/** A point of a latent space: schemas/point.schema.json, its columns as network.json has them. */
export interface LatentPoint
  extends Omit<PointFile, 'columns' | 'inputs' | 'outputs'>,
    Pick<NetworkFile, 'columns' | 'inputs' | 'outputs'> {}

/** What is known of columns besides how they are scaled. */
export type PointColumns = Pick<NetworkFile, 'columns' | 'missing'>;

export function pointOf(
  { name, sha256 }: Pick<OpenSpace, 'name' | 'sha256'>,
  of: string,
  { z, inputs, output }: Encoded,
  { columns, missing }: PointColumns,
): LatentPoint {
  return {
    format: 1,
    space: { name, sha256 },
    of,
    z: Array.from(z),
    ...(missing ? { missing } : {}),
    columns,
    inputs: [...inputs],
    outputs: [output],
  };
}

/** The text of a point's file; z on one line. */
export function pointText(point: LatentPoint): string {
  const mark = 'Z';
  const text = JSON.stringify({ ...point, z: [mark] }, null, 1);
  return `${text.replace(/\[\s*"Z"\s*\]/, () => JSON.stringify(point.z))}\n`;
}

/** Reads the text of a point's file. Throws a StageError of the user's where it is none. */
export function readPoint(file: string, text: string): LatentPoint {
  const refuse = (why: string): StageError =>
    new StageError(`${file} is not a point of a latent space: ${why}`, 'user');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(notJson(text, error));
  }
  const checked = checkPoint(value);
  if (!checked.ok) throw refuse(sentence(checked.complaints));
  // Columns are what a network's file says of them: one that answers a constant is put behind them to be checked.
  const { columns, inputs, outputs } = checked.value;
  const stand = {
    format: 2,
    task: 'regression',
    columns,
    inputs,
    outputs,
    layers: [
      {
        weights: outputs.map(() => inputs.map(() => 0)),
        bias: null,
        activations: outputs.map(() => 'linear'),
      },
    ],
    nonzeros: 0,
    provenance: {},
  };
  const network = readNetwork(JSON.stringify(stand));
  if (!network.ok) throw refuse(sentence(network.complaints));
  const { columns: known, inputs: seen, outputs: said } = network.value;
  return { ...checked.value, columns: known, inputs: seen, outputs: said };
}

function sentence([complaint]: readonly { path: readonly (string | number)[]; message: string }[]): string {
  const place = complaint?.path.length ? ` (at ${complaint.path.join('.')})` : '';
  return `${complaint?.message}${place}`;
}
