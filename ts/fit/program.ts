import type { Kernel } from '../kernel/index.ts';
import type { NetworkFile } from '../schema/types.ts';
import { type CompressOptions, compressInto } from './compress.ts';
import { fitInto } from './fit.ts';
import { freeFolder } from './free-folder.ts';
import type { FitOptions } from './options.ts';
import { loadNetwork } from './predict.ts';
import type { FitHooks, Made } from './run.ts';

/** What was made, and the network that is recommended. */
export interface Found extends Made {
  readonly network: NetworkFile;
}

/** As `fitInto`, in the folder `out`, or else TABLE-fit; not of groups, which have a network each. */
export async function fit(
  { out, ...options }: Omit<FitOptions, 'by'> & { readonly out?: string },
  hooks?: FitHooks,
  kernel?: Kernel,
): Promise<Found> {
  return withNetwork(await fitInto(out ?? freeFolder(options.table, 'fit'), options, hooks, kernel));
}

/** As `compressInto`, in the folder `out`, or else NETWORK-small. */
export async function compress(
  { out, ...options }: CompressOptions & { readonly out?: string },
  hooks?: FitHooks,
  kernel?: Kernel,
): Promise<Found> {
  return withNetwork(await compressInto(out ?? freeFolder(options.network, 'small'), options, hooks, kernel));
}

async function withNetwork(made: Made): Promise<Found> {
  return { ...made, network: await loadNetwork(made.folder) };
}
