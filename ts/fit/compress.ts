import type { Kernel } from '../kernel/index.ts';
import { checkPipeline } from '../schema/schemas.ts';
import type { CompressParameters } from '../schema/types.ts';
import { compress as stage } from '../stages/compress/compress.ts';
import { FitError } from './fit.ts';
import { type FitHooks, type Made, runInto } from './run.ts';

/** What making a network smaller may be told; all but the network has defaults, which the pipeline's schema gives. */
export interface CompressOptions {
  /** A network.json, a fit's folder, an ONNX or a safetensors file. */
  readonly network: string;
  /** The tolerance: root mean square difference over the standard deviation of the network's answers, .01 or '1%', or over their range, '1% of range'. */
  readonly within?: number | string;
  /** A table of rows on which the two are to agree. */
  readonly table?: string;
  /** Columns that are the inputs of another tool's network, in order. */
  readonly inputs?: string | readonly string[];
  /** Where there is no table: LOW..HIGH, or COLUMN=LOW..HIGH. */
  readonly domain?: string | readonly string[];
  /** Between the layers of a safetensors file. */
  readonly activation?: CompressParameters['activation'];
  /** Rows of the search. */
  readonly rows?: number;
  readonly seconds?: number;
  /** Optimiser steps, in place of seconds. */
  readonly steps?: number;
  readonly seed?: number;
}

/**
 * Finds the smallest network that computes the same as a trained one within a tolerance, and leaves it in the folder `out` with
 * the proof, whole or not at all: the folder must not be there, or be empty.
 *
 * Throws a FitError for options that are wrong, and a StageError, in a sentence, for networks and tables that cannot be used.
 */
export async function compressInto(
  out: string,
  options: CompressOptions,
  hooks: FitHooks = {},
  kernel?: Kernel,
): Promise<Made> {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const checked = checkPipeline({ stages: { compress: { op: 'compress', with: given } } });
  if (!checked.ok) {
    throw new FitError(
      checked.complaints.map(({ path, message }) => ({ option: path.slice(3).join('.'), message })),
    );
  }
  const { stages, restarts } = checked.value;
  const parameters = (stages.compress as { with: CompressParameters }).with;
  return runInto(out, { stage, parameters, restarts }, hooks, kernel);
}
