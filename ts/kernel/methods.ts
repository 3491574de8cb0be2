import type {
  Autoencoder,
  BaselinesParameters,
  DirectPrune,
  Finish,
  Folds,
  Latent,
  Polynomial,
  SklearnMlp,
  Space,
  Training,
} from '../schema/types.ts';
import type { Tensor } from '../tensors/tensor.ts';

/** What each method takes and gives; docs/protocol.md says what it does, and gives the shapes. */
export interface Methods {
  hello: Method<Nothing, Nothing, Hello, Nothing>;
  evaluate: Method<
    { space: Space; depth: number },
    { networks: Tensor; x: Tensor },
    Nothing,
    { outputs: Tensor }
  >;
  train_init: Method<TrainInit, State | ByDepth<'networks'>, { parameters: number; step: number }, Nothing>;
  train_steps: Method<
    { handle: string; counts: readonly (readonly number[])[] },
    ByDepth<'networks'>,
    { step: number; idle_seconds: number },
    { loss: Tensor; fvu: Tensor }
  >;
  state: Method<{ handle: string; part: 'all' | 'autoencoder' }, Nothing, { step: number }, State>;
  load: Method<Load, Record<`autoencoder.${string}`, Tensor>, { parameters: number }, Nothing>;
  encode: Method<OfDepth, { networks: Tensor }, Nothing, { z: Tensor }>;
  encode_tables: Method<{ handle: string }, { x: Tensor; y: Tensor }, Nothing, { z: Tensor }>;
  principal_axes: Method<
    { axes: number },
    { z: Tensor },
    Nothing,
    Readonly<Record<'mean' | 'axes' | 'shares', Tensor>>
  >;
  decode: Method<Decoding, { z: Tensor }, Nothing, { networks: Tensor }>;
  reconstruct: Method<Reconstructing, { networks: Tensor; x: Tensor }, Nothing, Reconstruction>;
  distance: Method<
    { handle: string; neighbours: number },
    ByDepth<'networks'> & { x: Tensor; pairs: Tensor },
    Nothing,
    Distances
  >;
  search_init: Method<SearchInit, Table & ByDepth<'starts'>, Nothing, Nothing>;
  search_steps: Method<Steps, Nothing, { step: number }, { validation_mse: Tensor }>;
  search_path: Method<
    { handle: string },
    Nothing,
    { depth: number; start: number },
    { steps: Tensor; z: Tensor }
  >;
  finish_init: Method<FinishInit, Nothing, Nothing, Nothing>;
  finish_steps: Method<Steps, Nothing, { step: number }, Nothing>;
  end_round: Method<{ handle: string }, Nothing, { step: number }, { validation_mse: Tensor; skill: Tensor }>;
  front: Method<{ handle: string }, Nothing, Nothing, Front>;
  folds_init: Method<FoldsInit, FoldRows, { total: number }, Nothing>;
  folds_steps: Method<
    Steps & { hurried: boolean },
    Nothing,
    { step: number; over: boolean; candidates: number },
    Nothing
  >;
  folds_found: Method<
    { handle: string },
    Nothing,
    { candidates: readonly FoldCandidate[] },
    Readonly<Record<'networks' | 'left_out' | 'starts' | 'noise', Tensor>>
  >;
  rival_init: Method<RivalInit, Table, Nothing, Nothing>;
  offer_networks: Method<
    { handle: string; rows: number },
    ByDepth<'networks'>,
    { step: number },
    { validation_mse: Tensor }
  >;
  rival_steps: Method<
    Steps & { from: number; to: number },
    Nothing,
    { step: number },
    { validation_mse: Tensor }
  >;
  fit_polynomial: Method<
    { polynomial: Polynomial; validation_rows: number; seed: number },
    Table,
    { bases: readonly ('power' | 'legendre')[] },
    { terms: Tensor; exponents: Tensor; coefficients: Tensor }
  >;
  fit_baselines: Method<
    { methods: readonly BaselineMethod[]; seed: number },
    { x: Tensor; y: Tensor; asked: Tensor },
    { fits: readonly { readonly nonzeros: number | null; readonly seconds: number }[] },
    { predictions: Tensor }
  >;
  release: Method<{ handle: string }, Nothing, Nothing, Nothing>;
}

export type MethodName = keyof Methods;

export interface Reply<M extends MethodName> {
  readonly content: Methods[M]['reply'];
  readonly tensors: Methods[M]['replyTensors'];
}

interface Method<Content, Tensors, ReplyContent, ReplyTensors> {
  content: Content;
  tensors: Tensors;
  reply: ReplyContent;
  replyTensors: ReplyTensors;
}

type Nothing = Readonly<Record<never, never>>;

/** `networks_1`, `networks_2`: one tensor a depth. */
export type ByDepth<Stem extends string> = { readonly [name in `${Stem}_${number}`]: Tensor };

/** Facts about the kernel: part of what names a result. */
export interface Hello {
  readonly protocol: number;
  readonly versions: {
    readonly python: string;
    readonly torch: string;
    readonly numpy: string;
    readonly pyzmq: string;
  };
  readonly device: { readonly kind: 'cpu' | 'cuda'; readonly name: string };
  readonly threads: number;
  readonly bfloat16: boolean;
  readonly native: { readonly backend: string; readonly reason: string };
}

interface OfDepth {
  handle: string;
  depth: number;
}

interface Decoding extends OfDepth {
  refine_steps: number;
}

interface Reconstructing extends Decoding {
  masks: 'hard' | 'soft';
}

interface Steps {
  handle: string;
  steps: number;
}

interface TrainInit {
  handle: string;
  space: Space;
  autoencoder: Autoencoder;
  training: Training;
  seed: number;
}

interface Load {
  handle: string;
  space: Space;
  autoencoder: Autoencoder;
  seed: number;
}

interface SearchInit {
  handle: string;
  /** A handle. */
  autoencoder: string;
  latent: Latent;
  seed: number;
}

interface FinishInit {
  handle: string;
  finish: Finish;
  rounds: number;
  depths: readonly number[];
  /** Of the networks to begin from, where there are both latent and drawn ones. */
  drawn_share: number;
  /** Of the weight range, for links with which the best networks so far are made dense again to begin from; null: from latent and drawn ones. */
  regrow_share: number | null;
}

interface FoldsInit {
  handle: string;
  space: Space;
  folds: Folds;
  loss: 'squared' | 'huber' | 'logistic' | 'softmax';
  /** Most numbers of a network that is kept. */
  most: number;
  seed: number;
  /** A handle; null where no kind comes from a latent space. Where it embeds functions, x_space and y_space come too. */
  autoencoder: string | null;
}

interface FoldRows {
  x: Tensor;
  y: Tensor;
  counts: Tensor;
  held: Tensor;
  x_space?: Tensor;
  y_space?: Tensor;
}

/** What the networks of a candidate, one a table, have in common; `kind` is its place in `folds.drawn`, then `folds.latent`; -1: a line. */
export interface FoldCandidate {
  readonly kind: number;
  readonly depth: number;
}

type BaselineMethod = BaselinesParameters['methods'][number];

interface RivalInit {
  handle: string;
  space: Space;
  validation_rows: number;
  seed: number;
  direct_prune?: DirectPrune;
  sklearn_mlp?: SklearnMlp;
}

interface Table {
  x_train: Tensor;
  y_train: Tensor;
  x_validation: Tensor;
  y_validation: Tensor;
}

interface Reconstruction {
  mpe: Tensor;
  fvu: Tensor;
  constant_mpe: Tensor;
  constant_fvu: Tensor;
}

type Distances = Record<`functional_${'all' | 'pair'}` | 'latent' | 'weights', Tensor> &
  Record<`${'spearman' | 'recall'}_${'all' | 'pair'}_${'latent' | 'weights'}`, Tensor>;

/** A state of an autoencoder, and of its training where it has one: `step` and the optimiser's moments. */
export type State = { readonly [name in `autoencoder.${string}` | `optimizer.${string}`]: Tensor } & {
  readonly step?: Tensor;
};

export type Front = ByDepth<'networks' | 'validation_mse' | 'nonzeros' | 'nonzeros_raw' | 'start'>;
