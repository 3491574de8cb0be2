/** What a report is made of: the artifacts' own JSON, with the names that the files have. */
export interface SearchPage {
  readonly title: string;
  readonly task: Task;
  readonly front: Front;
  /** The front of the same search through a space that was never trained. */
  readonly untrainedFront?: Front;
  /** The chosen network. */
  readonly network: NetworkFile;
  readonly predictions: readonly Prediction[];
  readonly history: readonly SearchPoint[];
  readonly curve?: readonly TrainingPoint[];
  readonly reconstruction?: Reconstruction;
  readonly provenance: Readonly<Record<string, string>>;
}

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
 * On one part of the rows: mean squared error (target units squared), R2, and MPE in percent (paper, equation 7);
 * null where it is not finite.
 */
export interface Measures {
  readonly mse: number | null;
  readonly r2: number | null;
  readonly mpe: number | null;
}

export interface Scores {
  readonly validation: Measures;
  readonly test: Measures;
}

export interface FrontNetwork extends Scores {
  /** Hidden layers of the decoder that it came from. */
  readonly depth: number;
  /** Weights (and biases) left after dead parts are removed. */
  readonly nonzeros: number;
  /** The same before dead parts are removed. */
  readonly nonzeros_raw: number;
  /** Neurons of each hidden layer. */
  readonly neurons: readonly number[];
  readonly start: number;
  /** Standard error of the validation mse. */
  readonly spread?: number;
  readonly file: string;
}

/** How the networks were judged and one was chosen. */
export interface Selection {
  readonly by: 'validation' | 'folds';
  readonly reason: string;
  readonly folds?: number;
  readonly repeats?: number;
  readonly distrusted: number;
  /** Estimated standard deviation of the noise, in the target's unit. */
  readonly noise: number | null;
}

export interface Baselines {
  readonly constant: Scores;
  /** Ordinary least squares on the same inputs. */
  readonly ols: Scores;
  /** The network chosen from an untrained space, where that was searched too. */
  readonly untrained: Scores | null;
}

/** front.json */
export interface Front {
  readonly task: string;
  readonly unit: string;
  readonly networks: readonly FrontNetwork[];
  /** Index of the chosen network in `networks`. */
  readonly chosen: number;
  /** Absent in files of before it was noted: by validation rows. */
  readonly selection?: Selection;
  readonly baselines: Baselines;
  readonly seconds?: number;
  readonly steps?: number;
  readonly seed?: number;
}

/** network.json: the chosen network without its dead parts. */
export interface NetworkFile {
  readonly inputs: readonly ScaledColumn[];
  readonly output: ScaledColumn;
  readonly layers: readonly NetworkLayer[];
  readonly nonzeros: number;
  readonly interval?: { readonly coverage: number; readonly half_width: number };
}

/** A column as the network sees it: (value - offset) / scale. */
export interface ScaledColumn {
  readonly name: string;
  readonly offset: number;
  readonly scale: number;
}

export interface NetworkLayer {
  /** [to][from] */
  readonly weights: readonly (readonly number[])[];
  readonly bias: readonly number[] | null;
  /** [to] */
  readonly activations: readonly string[];
}

/** One row of the table, in target units. */
export interface Prediction {
  readonly part: 'validation' | 'test';
  readonly truth: number;
  readonly prediction: number;
}

/** The best hard network of a depth so far; `validation_mse` in target units squared, null before there is one. */
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
