import type { Front, NetworkFile } from '../schema/types.ts';

/** What a report is made of: the artifacts' own JSON, with the names that the files have. */
export interface SearchPage {
  readonly title: string;
  readonly task: Task;
  readonly front: Front;
  /** The front of the same search through a space that was never trained. */
  readonly untrainedFront?: Front;
  /** What the files of the front's networks say, in its order. */
  readonly networks: readonly NetworkFile[];
  /** Rows that the networks were fitted to, [S, inputs], as `predict` takes them. */
  readonly fitted: Float64Array;
  readonly judged: Judged;
  /** What the chosen network answers to rows that it was not fitted to. */
  readonly predictions: readonly Prediction[];
  readonly history: readonly SearchPoint[];
  readonly curve?: readonly TrainingPoint[];
  readonly reconstruction?: Reconstruction;
  readonly files: Files;
  readonly provenance: Readonly<Record<string, string>>;
}

/** Where the results lie, seen from the page. */
export interface Files {
  readonly front: string;
  /** The chosen network's, under a name that stays. */
  readonly chosen: string;
  /** The folder of all networks of the front. */
  readonly networks: string;
}

/** The rows by which the importance of columns is measured: S rows, x [S, inputs], y [S, targets] (of classes [S]). */
export interface Judged {
  readonly part: 'test' | 'all';
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** What is known of the table. */
export interface Task {
  readonly table: string;
  readonly target: string;
  /** Unit of the target; may be empty. */
  readonly unit: string;
  readonly inputs: readonly string[];
  readonly rows: {
    readonly read: number;
    readonly dropped: number;
    readonly train: number;
    readonly validation: number;
    readonly test: number;
  };
}

/**
 * A row of the table. Of numbers truth and prediction are [targets], in the target's unit; of classes the truth is the number
 * of one, and the prediction the probability of each, [labels].
 */
export interface Prediction {
  readonly part: 'validation' | 'test';
  readonly truth: readonly number[];
  readonly prediction: readonly number[];
}

/** The best hard network of a depth so far; `validation_mse` in target units squared, of classes the log-loss, null before there is one. */
export interface SearchPoint {
  readonly phase: 'latent' | 'scout' | 'finish' | 'regrow' | 'polish';
  readonly step: number;
  readonly seconds: number;
  readonly depth: number;
  readonly validation_mse: number | null;
}

/** A training step of the autoencoder: the median FVU of each decoder, in the order of `depths`. */
export interface TrainingPoint {
  readonly networks: number;
  readonly seconds: number;
  readonly loss: number;
  readonly fvu: readonly (number | null)[];
  readonly depths: readonly number[];
}

/** How well the latent space gives back fresh random networks. */
export interface Reconstruction {
  /** Networks a depth. */
  readonly networks: number;
  /** Values an input dimension. */
  readonly grid: number;
  /** How the decoded networks were masked; absent in files of before it was noted: hard. */
  readonly masks?: 'hard' | 'soft';
  /** Steps of each decoded network towards what its latent point means, before it was measured. */
  readonly refine_steps: number;
  /** Whether the autoencoder was measured as before its training. */
  readonly untrained: boolean;
  readonly rows: readonly ReconstructionRow[];
}

export interface ReconstructionRow {
  /** `best`: the decoder of the least mean MPE; `oracle`: for each network that of its own least MPE. */
  readonly decoder: number | 'best' | 'oracle' | 'constant';
  /** Depth of the networks that were encoded. */
  readonly encoder: number;
  readonly mpe_mean: number | null;
  readonly mpe_median: number | null;
  readonly fvu_median: number | null;
  /** Share of the networks with R2 >= 0.9, from 0 to 1. */
  readonly r2_share_90: number;
}

/** The network that the front recommends. */
export function chosenNetwork({
  networks,
  front: { chosen },
}: Pick<SearchPage, 'networks' | 'front'>): NetworkFile {
  const network = networks[chosen];
  if (network === undefined) throw new RangeError(`${networks.length} networks and number ${chosen} chosen`);
  return network;
}
