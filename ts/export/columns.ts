import type { Feature, Treatment } from '../schema/columns.ts';
import type { NetworkFile, NetworkInput, ScaledColumn } from '../schema/types.ts';

/** What a network's file says besides the network: the table's columns, what becomes of them, and what is predicted. */
export type Columns = Pick<
  NetworkFile,
  'task' | 'target' | 'labels' | 'missing' | 'columns' | 'inputs' | 'outputs'
>;

/** How a feature is scaled, and between which values it lay. */
export type FeatureScaling = Pick<NetworkInput, 'offset' | 'scale' | 'range'>;

/** Columns of numbers, each of which is a feature as it is. */
export function plainTreatment(names: readonly string[]): Treatment {
  return {
    columns: names.map((name) => ({ name, kind: 'number', fill: null, levels: null })),
    features: names.map((name, column) => ({ name, column, takes: 'value', level: null })),
  };
}

/** A regression from a treated table; `scalings` has one for each feature. */
export function regressionColumns(
  { columns, features, missing = [] }: Treatment,
  scalings: readonly FeatureScaling[],
  outputs: readonly ScaledColumn[],
): Columns {
  const inputs = scaledFeatures(features, scalings);
  const words = missing.length === 0 ? {} : { missing: [...missing] };
  return { task: 'regression', ...words, columns: [...columns], inputs, outputs: [...outputs] };
}

/** A classification into the `labels` of the column `target`; `outputs` has one for two labels, and one a label for more. */
export function classColumns(
  treatment: Treatment,
  scalings: readonly FeatureScaling[],
  outputs: readonly ScaledColumn[],
  target: string,
  labels: readonly string[],
): Columns {
  const regression = regressionColumns(treatment, scalings, outputs);
  return { ...regression, task: 'classification', target, labels: [...labels] };
}

/** A regression from columns of numbers, each scaled and named. */
export function plainColumns(
  inputs: readonly (FeatureScaling & { readonly name: string })[],
  output: ScaledColumn,
): Columns {
  return regressionColumns(
    plainTreatment(inputs.map(({ name }) => name)),
    inputs.map(({ name: _, ...scaling }) => scaling),
    [output],
  );
}

function scaledFeatures(features: readonly Feature[], scalings: readonly FeatureScaling[]): NetworkInput[] {
  return features.map((feature, i) => ({ ...feature, ...(scalings[i] ?? { offset: 0, scale: 1 }) }));
}
