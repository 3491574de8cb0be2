import { randomUUID } from 'node:crypto';
import { sha256File } from '../../dag/digest.ts';
import type { Kernel } from '../../kernel/index.ts';
import type { Space } from '../../schema/types.ts';
import { spaceFile } from '../shipped-spaces.ts';
import { loadSpaceFile } from '../space/load.ts';

/** A trained space in a kernel. */
export interface OpenSpace {
  readonly kernel: Kernel;
  readonly handle: string;
  /** As it was named: one that came along, or a file. */
  readonly name: string;
  /** Of its file. */
  readonly sha256: string;
  readonly space: Space;
  /** Whether a network or a table is a point by its answers, so that its weights do not matter. */
  readonly readsTables: boolean;
}

/** Runs `use` with the space that is called `named`, or lies in that file, loaded in the kernel. */
export function withSpace<T>(
  kernel: Kernel,
  named: string,
  use: (space: OpenSpace) => Promise<T>,
): Promise<T> {
  return withSpaceFile(kernel, { name: named, file: spaceFile(named) }, use);
}

/** The same with the space in a file, which sentences call `name`. */
export async function withSpaceFile<T>(
  kernel: Kernel,
  { name, file }: { readonly name: string; readonly file: string },
  use: (space: OpenSpace) => Promise<T>,
): Promise<T> {
  // Several may be at work with one kernel.
  const handle = `latent ${randomUUID()}`;
  const { space, autoencoder } = await loadSpaceFile(kernel, handle, file);
  try {
    const sha256 = await sha256File(file);
    return await use({ kernel, handle, name, sha256, space, readsTables: autoencoder.kind === 'table' });
  } finally {
    await kernel.call('release', { handle });
  }
}
