import { join } from 'node:path';
import type { Kernel, Tensors } from '../kernel/index.ts';
import { readSpaceFile, type SpaceCard } from './space-file.ts';

/** The file that a train stage leaves in its artifact. */
export const SPACE_FILE = 'space.safetensors';

/** Loads the space of a train stage's artifact into the kernel as `handle`. The caller releases it. */
export async function loadSpace(
  kernel: Kernel,
  handle: string,
  folder: string,
  untrained = false,
): Promise<SpaceCard> {
  const { card, tensors } = readSpaceFile(join(folder, SPACE_FILE));
  const { space, autoencoder, seed } = card;
  await kernel.call('load', { handle, space, autoencoder, seed }, untrained ? measured(tensors) : tensors);
  return card;
}

/** What was measured before the first training step: an untrained space has it too. */
function measured(tensors: Tensors): Tensors {
  const names = ['autoencoder.basis', 'autoencoder.spectrum'];
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => names.includes(name)));
}
