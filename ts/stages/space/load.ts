import { join } from 'node:path';
import { type Kernel, KernelError, type Tensors } from '../../kernel/index.ts';
import { MEASURED, notASpace, readSpaceFile, type SpaceCard } from './file.ts';

/** The file that a train stage leaves in its artifact. */
export const SPACE_FILE = 'space.safetensors';

/** Loads the space of a train stage's artifact into the kernel as `handle`. The caller releases it. */
export function loadSpace(
  kernel: Kernel,
  handle: string,
  folder: string,
  untrained = false,
): Promise<SpaceCard> {
  return loadSpaceFile(kernel, handle, join(folder, SPACE_FILE), untrained);
}

/** The same of any file; a StageError of the user's where its weights are not those of its card. */
export async function loadSpaceFile(
  kernel: Kernel,
  handle: string,
  file: string,
  untrained = false,
): Promise<SpaceCard> {
  const { card, tensors } = readSpaceFile(file);
  const { space, autoencoder, seed } = card;
  try {
    await kernel.call('load', { handle, space, autoencoder, seed }, untrained ? measured(tensors) : tensors);
  } catch (error) {
    if (!(error instanceof KernelError && error.code === 'content')) throw error;
    throw notASpace(file, error.message);
  }
  return card;
}

/** What was measured before the first training step: an untrained space has it too. */
function measured(tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => MEASURED.includes(name)));
}
