import { plainTreatment } from './columns.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * What a network's file of an earlier format says in the present one; anything else as it is. Format 1 had columns of
 * numbers alone, each an input, and one output.
 */
export function upgrade(value: unknown): unknown {
  if (!isObject(value) || value.format !== 1) return value;
  const { format: _, inputs, output, ...rest } = value;
  if (!Array.isArray(inputs)) return { ...rest, format: 2, inputs, outputs: [output] };
  const { columns, features } = plainTreatment(
    inputs.map((input) => (isObject(input) ? input.name : '') as string),
  );
  return {
    ...rest,
    format: 2,
    task: 'regression',
    columns,
    inputs: inputs.map((input, i) => ({ ...features[i], ...(isObject(input) ? input : {}) })),
    outputs: [output],
  };
}

function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
