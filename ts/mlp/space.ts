import type { Space } from '../schema/types.ts';

export type { Space };

/** Hidden and output activations, by the names of the pipeline's schema. */
export type Activation = Space['activations'][number];
