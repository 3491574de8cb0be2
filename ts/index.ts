/** The package's face: what programs may import. Everything else may change. */
export { type CompressOptions, compressInto } from './fit/compress.ts';
export { FitError, type FitHooks, type FitProgress, type Fitted, fitInto } from './fit/fit.ts';
export type { FitOptions } from './fit/options.ts';
export type { Front, FrontNetwork, Measures, NetworkFile } from './schema/types.ts';
