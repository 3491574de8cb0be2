import { readFileSync } from 'node:fs';
import { StageError } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import type { Tensors } from '../../kernel/index.ts';
import { decodeSafetensors, encodeSafetensors } from '../../kernel/index.ts';
import { depthComplaint } from '../../schema/depth.ts';
import type { Autoencoder, Space, Training } from '../../schema/types.ts';

/** What a trained space says about itself: enough to use it, and to train it again. */
export interface SpaceCard {
  readonly space: Space;
  readonly autoencoder: Autoencoder;
  readonly training: Training;
  readonly seed: number;
  /** The preset that its stage named; null in files of before it was noted. */
  readonly preset: string | null;
  /** Of training; null in files that do not note it. */
  readonly seconds: number | null;
}

export interface SpaceFile {
  readonly card: SpaceCard;
  /** `autoencoder.*` */
  readonly tensors: Tensors;
}

const FORMAT = 'swat-space-1';
/** Tensors that are there before the first training step. */
export const MEASURED: readonly string[] = ['autoencoder.basis', 'autoencoder.spectrum'];

/** Writes a trained space as safetensors, its card in the metadata. */
export function writeSpaceFile(file: string, { card, tensors }: SpaceFile): void {
  saveFile(file, encodeSafetensors({ tensors, metadata: { format: FORMAT, card: JSON.stringify(card) } }));
}

/** Reads a trained space; a StageError of the user's where the file is not one. */
export function readSpaceFile(file: string): SpaceFile {
  try {
    const { tensors, metadata } = decodeSafetensors(readFileSync(file));
    if (metadata.format !== FORMAT) throw new Error(`its metadata do not say "format": "${FORMAT}"`);
    const card: Omit<SpaceCard, 'preset' | 'seconds'> = JSON.parse(metadata.card ?? '');
    const deep = depthComplaint(card);
    if (deep !== null) throw new Error(`its card is ${deep}`);
    if (![card, card?.space, card?.autoencoder].every((part) => part && typeof part === 'object'))
      throw new Error('its card does not say what it is a space of');
    if (Object.keys(tensors).every((name) => MEASURED.includes(name))) throw new Error('it holds no weights');
    return { card: { preset: null, seconds: null, ...card }, tensors };
  } catch (error) {
    throw notASpace(file, (error as Error).message);
  }
}

/** That a file is no trained space, and why. */
export function notASpace(file: string, why: string): StageError {
  return new StageError(`${file} is not a trained space of swat: ${why}`, 'user');
}
