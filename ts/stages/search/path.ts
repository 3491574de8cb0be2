import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256File } from '../../dag/digest.ts';
import { type StageContext, StageError } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import { decodeSafetensors, encodeSafetensors, type Kernel } from '../../kernel/index.ts';
import type { SearchParameters } from '../../schema/types.ts';
import { folderOf } from '../results.ts';
import { SPACE_FILE } from '../space/load.ts';

/** Where a search through a latent space went: of the start that found the best network, z after some steps. */
export interface SearchPath {
  /** SHA-256 of the space's file. */
  readonly space: string;
  readonly depth: number;
  readonly start: number;
  /** [K], the first and the last step among them. */
  readonly steps: readonly number[];
  /** K points of Z numbers. */
  readonly z: readonly Float32Array[];
}

/** The file of a path beside front.json. */
export const PATH_FILE = 'path.safetensors';

const FORMAT = 'swat-path-1';

/** Leaves the path of the search `handle`; nothing where it took no step, or where the space's weights were not its own. */
export async function leavePath(
  context: Pick<StageContext, 'deps' | 'out'>,
  kernel: Kernel,
  handle: string,
  { space: file, untrained }: SearchParameters,
): Promise<void> {
  if (untrained) return;
  const { content, tensors } = await kernel.call('search_path', { handle });
  if (tensors.steps.data.length < 2) return;
  const sha256 = await sha256File(file ?? join(folderOf(context, 'space'), SPACE_FILE));
  const metadata = {
    format: FORMAT,
    space: sha256,
    depth: String(content.depth),
    start: String(content.start),
  };
  saveFile(join(context.out, PATH_FILE), encodeSafetensors({ tensors: { ...tensors }, metadata }));
}

/** The path in a file. Throws a StageError of the user's where it is none. */
export function readPath(file: string): SearchPath {
  try {
    const { tensors, metadata } = decodeSafetensors(readFileSync(file));
    const { steps, z } = tensors;
    if (metadata.format !== FORMAT) throw new Error(`its metadata do not say "format": "${FORMAT}"`);
    if (!(steps?.data instanceof Int32Array && z?.data instanceof Float32Array))
      throw new Error('it does not hold steps and z');
    const count = steps.data.length;
    const width = z.data.length / count;
    if (!Number.isInteger(width)) throw new Error('it has not a point a step');
    const values = z.data;
    return {
      space: metadata.space ?? '',
      depth: Number(metadata.depth),
      start: Number(metadata.start),
      steps: Array.from(steps.data),
      z: Array.from({ length: count }, (_, k) => values.slice(k * width, (k + 1) * width)),
    };
  } catch (error) {
    throw new StageError(`${file} is not the path of a search: ${(error as Error).message}`, 'user');
  }
}
