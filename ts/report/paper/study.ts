import type { FrontNetwork, Scores } from '../../schema/types.ts';
import type { Distances } from '../distance-table.ts';
import type { Reconstruction } from '../page.ts';

/** The paper's families of networks, as its tables have them. */
export const FAMILIES = ['sigmoid', 'leaky_relu', 'linear'] as const;
export type Family = (typeof FAMILIES)[number];

/** Everything that the report on the paper is made of: artifacts' own JSON, with the names that the files have. */
export interface Study {
  readonly title: string;
  /** What was spent, in words; may be empty. */
  readonly budget: string;
  readonly published: Published;
  /** What docs/method.md declares, a sentence or two each. */
  readonly deviations: readonly string[];
  /** `training.masks` of each preset, where nothing else is written: what its tables are measured with. */
  readonly ownMasks: Readonly<Record<string, string>>;
  readonly reconstructions: readonly MeasuredSpace[];
  readonly distances: readonly MeasuredDistances[];
  readonly searches: readonly MeasuredSearch[];
  readonly sweep: readonly MeasuredSearch[];
}

/** Where numbers come from. */
export interface Source {
  /** The stage's name. */
  readonly stage: string;
  /** The file's path from the report's folder. */
  readonly href: string;
}

export interface AboutSpace {
  readonly family: Family;
  readonly preset: string;
  readonly loss: string;
  readonly masks: string;
  /** Presentations. */
  readonly networks: number;
  readonly unique_networks: number;
  readonly seed: number;
  readonly seconds: number | null;
}

/** reconstruction.json */
export interface MeasuredSpace extends Reconstruction {
  readonly source: Source;
  readonly about: AboutSpace;
  readonly examples: readonly Example[];
}

/** Outputs of one network on the grid, before and after; null where not finite. */
export interface Example {
  readonly encoder: number;
  readonly truth: readonly (number | null)[];
  /** By hidden layers of the decoder. */
  readonly decoded: Readonly<Record<string, readonly (number | null)[]>>;
}

/** distances.json */
export interface MeasuredDistances {
  readonly source: Source;
  readonly about: AboutSpace;
  readonly pairs: number;
  readonly networks: number;
  readonly pooled: Distances['pooled'];
  readonly sample: readonly Readonly<Record<'functional_all' | 'latent' | 'weights', number | null>>[];
}

/** A search on a teacher: about.json, depths.json and the constant of front.json. */
export interface MeasuredSearch {
  readonly source: Source;
  readonly space: AboutSpace;
  readonly search: {
    readonly preset: string;
    readonly seed: number;
    readonly steps: number;
    readonly seconds: number;
    readonly alpha: readonly number[];
    readonly starts: number;
    /** What moved the threshold: `penalty` alone (Algorithm 1) or the `whole` loss. */
    readonly threshold_gradient: string;
  };
  readonly teacher: Teacher;
  readonly constant: Scores;
  readonly depths: readonly {
    readonly depth: number;
    readonly networks: readonly FrontNetwork[];
    readonly chosen: number;
  }[];
  /** Truth and the networks of Table 2 as surfaces; null where they are not drawn. */
  readonly surfaces: Surfaces | null;
}

export interface Teacher {
  readonly depth: number;
  readonly nonzeros: number;
  readonly nonzeros_raw: number;
  /** Seed of the teacher and of its table. */
  readonly seed: number;
}

/** Heights over an even grid of the first two inputs in [-1, 1], the second fastest; the other inputs are fixed. */
export interface Surfaces {
  readonly inputs: readonly [string, string];
  /** The other inputs, as text: "x3 = 0". */
  readonly fixed: string;
  /** Points an input. */
  readonly points: number;
  readonly truth: readonly number[];
  /** By hidden layers of the decoder. */
  readonly found: Readonly<Record<string, readonly number[]>>;
}

type Rows = readonly (readonly number[])[];

/** data/paper-tables.json: rows are decoders of 1 to 4 hidden layers. MPE in percent. */
export interface Published {
  readonly source: string;
  readonly table_1: Readonly<Record<'min' | 'p_minus_2' | 'p_2', Rows>>;
  readonly table_2: Readonly<Record<Family, readonly Rows[]>> & {
    readonly teacher_depths: readonly number[];
    readonly teacher_nonzeros: readonly number[];
  };
  readonly table_3: Readonly<Record<'leaky_relu' | 'linear', Rows>>;
  readonly training: {
    readonly networks: number;
    readonly epochs: number;
    readonly hours: number;
    readonly machine: string;
  };
  readonly search: { readonly steps: number; readonly table_rows: number };
}
