/** The package's face: what programs may import. Everything else may change. */
export { StageError } from './dag/operation.ts';
export { type CompressOptions, compressInto } from './fit/compress.ts';
export { FitError, type FitHooks, type FitProgress, type Fitted, fitInto } from './fit/fit.ts';
export {
  type Decoded,
  decode,
  distance,
  encode,
  type GivenNetwork,
  type GivenTable,
  type Interpolation,
  interpolate,
  type LatentDistance,
  type LatentMap,
  type LatentOptions,
  type LatentPoint,
  map,
  type Nearest,
  nearest,
} from './fit/latent.ts';
export type { FitOptions } from './fit/options.ts';
export {
  type ClassPrediction,
  loadNetwork,
  type Prediction,
  predict,
  type Row,
  type Value,
} from './fit/predict.ts';
export { compress, type Found, fit } from './fit/program.ts';
export type { Front, FrontNetwork, Measures, NetworkFile } from './schema/types.ts';
