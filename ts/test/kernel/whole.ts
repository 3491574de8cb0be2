import type { Hello, MethodName, Methods } from '../../kernel/index.ts';
import { pipelineSchema } from '../../schema/schemas.ts';
import type {
  DirectPrune,
  Finish,
  Folds,
  Functional,
  Latent,
  Polynomial,
  Space,
  Tables,
  Training,
} from '../../schema/types.ts';

interface Whole {
  space: Space;
  functional: Functional;
  training: Training;
  tables: Tables;
  latent: Latent;
  finish: Finish;
  direct_prune: DirectPrune;
  polynomial: Polynomial;
  folds: Folds;
}

/** The object `name` of the pipeline's schema with its defaults, and `changes`. */
export function whole<N extends keyof Whole>(name: N, changes: Partial<Whole[N]>): Whole[N] {
  const definitions = pipelineSchema.$defs as Record<
    string,
    { properties: Record<string, { default?: unknown }> }
  >;
  const properties = Object.entries(definitions[name]?.properties ?? {});
  const defaults = properties.flatMap(([key, part]) =>
    'default' in part ? [[key, key === 'tables' ? whole('tables', {}) : part.default]] : [],
  );
  return { ...Object.fromEntries(defaults), ...changes } as Whole[N];
}

export const SPACE = whole('space', { inputs: 2, min_width: 1, max_width: 3, depths: [1, 2] });
export const AUTOENCODER = whole('functional', {
  kind: 'functional',
  latent: 6,
  hidden: 8,
  encoder_blocks: 1,
  decoder_blocks: 1,
  probes_per_input: 3,
});
export const TRAINING = whole('training', { networks: 64, batch: 8, grid: 3, precision: 'float32' });
export const LATENT = whole('latent', { starts: 4, rows: 0, evaluate_every: 1, start_from: 'normal' });
export const FINISH = whole('finish', { networks: 4, rows: 0 });
export const FOLDS = whole('folds', {
  starts: 2,
  dense_steps: 4,
  steps: 2,
  refit_steps: 1,
  latent: [],
  hurry: { dense_steps: 2, steps: 1, refit_steps: 1, size_ratio: 0.5 },
});
export const PRUNE = whole('direct_prune', { starts: 4, rounds: 2, rows: 0 });
export const POLYNOMIAL = whole('polynomial', { dictionary: 20, terms: 4 });

/** A space in which `[[w, v, 1]]` is the network x -> w v x. */
export const LINE = whole('space', {
  inputs: 1,
  min_width: 1,
  max_width: 1,
  depths: [1],
  activations: ['linear'],
});

/** Of networks that are drawn where rows are few. */
export const FOLD_SPACE = whole('space', {
  inputs: 2,
  max_width: 8,
  depths: [1],
  bias: true,
  activations: ['tanh', 'linear'],
});

type Keys<T> = Readonly<Record<keyof T, true>>;

/** The keys of every method's content and of its reply's, held to the types by the compiler. */
export const KEYS: {
  readonly [M in MethodName]: { takes: Keys<Methods[M]['content']>; gives: Keys<Methods[M]['reply']> };
} = {
  hello: {
    takes: {},
    gives: {
      protocol: true,
      versions: true,
      device: true,
      threads: true,
      bfloat16: true,
      native: true,
    } satisfies Keys<Hello>,
  },
  evaluate: { takes: { space: true, depth: true }, gives: {} },
  fit_baselines: { takes: { methods: true, seed: true }, gives: { fits: true } },
  folds_init: {
    takes: {
      handle: true,
      space: true,
      folds: true,
      loss: true,
      most: true,
      seed: true,
      autoencoder: true,
    },
    gives: { total: true },
  },
  folds_steps: {
    takes: { handle: true, steps: true, hurried: true },
    gives: { step: true, over: true, candidates: true },
  },
  folds_found: { takes: { handle: true }, gives: { candidates: true } },
  train_init: {
    takes: { handle: true, space: true, autoencoder: true, training: true, seed: true },
    gives: { parameters: true, step: true },
  },
  train_steps: { takes: { handle: true, counts: true }, gives: { step: true, idle_seconds: true } },
  state: { takes: { handle: true, part: true }, gives: { step: true } },
  load: { takes: { handle: true, space: true, autoencoder: true, seed: true }, gives: { parameters: true } },
  encode: { takes: { handle: true, depth: true }, gives: {} },
  encode_tables: { takes: { handle: true }, gives: {} },
  principal_axes: { takes: { axes: true }, gives: {} },
  decode: { takes: { handle: true, depth: true, refine_steps: true }, gives: {} },
  reconstruct: { takes: { handle: true, depth: true, masks: true, refine_steps: true }, gives: {} },
  distance: { takes: { handle: true, neighbours: true }, gives: {} },
  search_init: { takes: { handle: true, autoencoder: true, latent: true, seed: true }, gives: {} },
  search_path: { takes: { handle: true }, gives: { depth: true, start: true } },
  search_steps: { takes: { handle: true, steps: true }, gives: { step: true } },
  finish_init: {
    takes: { handle: true, finish: true, rounds: true, depths: true, drawn_share: true, regrow_share: true },
    gives: {},
  },
  finish_steps: { takes: { handle: true, steps: true }, gives: { step: true } },
  end_round: { takes: { handle: true }, gives: { step: true } },
  front: { takes: { handle: true }, gives: {} },
  rival_init: {
    takes: {
      handle: true,
      space: true,
      validation_rows: true,
      seed: true,
      direct_prune: true,
      sklearn_mlp: true,
    },
    gives: {},
  },
  offer_networks: { takes: { handle: true, rows: true }, gives: { step: true } },
  rival_steps: { takes: { handle: true, steps: true, from: true, to: true }, gives: { step: true } },
  fit_polynomial: { takes: { polynomial: true, validation_rows: true, seed: true }, gives: { bases: true } },
  release: { takes: { handle: true }, gives: {} },
};
