import type { Front, Measures } from '../schema/types.ts';
import { percent, r2, rmse, significant, withUnit } from './number.ts';

/** What the networks of a front are measured by, and how it is written. */
export interface Measured {
  /** Name of the error: less is better. */
  readonly error: string;
  /** Unit of the error; may be empty. */
  readonly unit: string;
  /** Names of the rivals, and a word for each in a sentence. */
  readonly linear: string;
  readonly constant: string;
  /** Scores beside the error: more is better, but for MPE. The first is the one that a headline gives. */
  readonly scores: readonly Score[];
  /** The error that stands in a table, of the loss that a search makes less; NaN of null. */
  errorOfLoss(loss: number | null): number;
  /** Standard error of `errorOfLoss(loss)` where `spread` is that of the loss. */
  spreadOfError(loss: number | null, spread: number): number;
}

export interface Score {
  readonly name: string;
  of(measures: Measures): number | null;
  written(value: number | null): string;
}

/** The score that says nothing where targets are about zero, or far from it. */
export const MPE = 'MPE (%)';

/** How the networks of `front` are measured. */
export function measuredOf({ kind, unit }: Pick<Front, 'kind' | 'unit'>): Measured {
  return kind === 'classification' ? ofClasses : { ...ofNumbers, unit };
}

/** The loss among measures: mean squared error, or of classes log-loss. */
export function lossOf({ mse, log_loss }: Measures): number | null {
  return mse ?? log_loss ?? null;
}

/** The error of some predictions as it stands in a table; NaN where it is not finite. */
export function errorOf(measured: Measured, measures: Measures): number {
  return measured.errorOfLoss(lossOf(measures));
}

/** Title of an axis of errors: "Test error (RMSE in g)". */
export function errorTitle({ error, unit }: Measured, what: string): string {
  return `${what} (${error}${unit === '' ? '' : ` in ${unit}`})`;
}

/** An error with its unit. */
export function writtenError({ unit }: Measured, error: number): string {
  return withUnit(significant(error), unit);
}

const ofNumbers: Measured = {
  error: 'RMSE',
  unit: '',
  linear: 'least squares',
  constant: 'constant',
  scores: [
    { name: 'R²', of: (measures) => measures.r2, written: r2 },
    { name: MPE, of: (measures) => measures.mpe, written: (value) => significant(value) },
  ],
  errorOfLoss: rmse,
  spreadOfError: (loss, spread) => spread / (2 * rmse(loss)),
};

const ofClasses: Measured = {
  error: 'log-loss',
  unit: '',
  linear: 'logistic model',
  constant: 'constant (most frequent class)',
  scores: [
    { name: 'accuracy', of: ({ accuracy }) => accuracy ?? null, written: (value) => percent(value, 1) },
    { name: 'AUC', of: ({ auc }) => auc ?? null, written: r2 },
  ],
  errorOfLoss: (loss) => loss ?? Number.NaN,
  spreadOfError: (_, spread) => spread,
};
