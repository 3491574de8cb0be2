import { float32, type Kernel } from '../../kernel/index.ts';
import { AUTOENCODER, LATENT, SPACE } from './whole.ts';

/** Steps that nobody waits for: only an interrupt ends them. */
export const ENDLESS = { handle: 's', steps: 1_000_000_000 };

/** Begins the search of `ENDLESS` in a kernel. */
export async function openSearch(kernel: Kernel): Promise<void> {
  const x = float32(
    Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i)),
    2000,
    2,
  );
  const y = float32(
    Float32Array.from({ length: 2000 }, (_, i) => Math.cos(i)),
    2000,
    1,
  );
  await kernel.call('load', { handle: 'a', space: SPACE, autoencoder: AUTOENCODER, seed: 0 });
  const content = { handle: 's', autoencoder: 'a', latent: LATENT, seed: 0 };
  await kernel.call('search_init', content, { x_train: x, y_train: y, x_validation: x, y_validation: y });
}
