import type { Kernel } from '../kernel/index.ts';
import { fit as stage } from '../stages/fit.ts';
import { type FitOptions, fitParameters } from './options.ts';
import { type FitHooks, type Made, runInto } from './run.ts';

export type { FitHooks, FitProgress, Made as Fitted } from './run.ts';

/** A fit that was asked for wrongly: each message is a sentence. */
export class FitError extends Error {
  constructor(readonly complaints: readonly { readonly option: string; readonly message: string }[]) {
    super(complaints.map(({ option, message }) => `${option}: ${message}`).join('\n'));
    this.name = 'FitError';
  }
}

/**
 * Finds the small networks for a table, and leaves them in the folder `out`, whole or not at all: it must not be there, or
 * be empty.
 *
 * Throws a FitError for options that are wrong, and a StageError, in a sentence, for tables that cannot be fitted.
 */
export async function fitInto(
  out: string,
  options: FitOptions,
  hooks: FitHooks = {},
  kernel?: Kernel,
): Promise<Made> {
  const checked = fitParameters(options);
  if (!checked.ok) throw new FitError(checked.complaints);
  return runInto(out, { stage, ...checked }, hooks, kernel);
}
